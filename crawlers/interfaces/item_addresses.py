"""Which addresses of an answer are an item's own. Promotion and tracking links are neither opened nor stored."""

import re
from urllib.parse import urlsplit

from crawlers.pages.texts import clean


def own_address(value: object, *shapes: re.Pattern[str]) -> str | None:
    """The address as https without query, where host and path are wholly one of the shapes; else None."""
    text = clean(value)
    if not text:
        return None
    try:
        parts = urlsplit(text if "//" in text else f"//{text}", scheme="https")
    except ValueError:
        return None
    place = f"{parts.netloc.lower()}{parts.path}"
    return f"https://{place}" if any(shape.fullmatch(place) for shape in shapes) else None
