"""Which crawled addresses may become a link."""

from urllib.parse import urlsplit


def web_address(url: str | None) -> str:
    """`url` when it is a plain http(s) address with a host, else an empty text (then it is shown, not linked)."""
    if not url or not url.isprintable() or " " in url or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return url if named and parts.scheme in ("http", "https") else ""
