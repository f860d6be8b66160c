"""Text from outside as the records keep it: capped, and what no file or database takes replaced."""

_BROKEN = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")


def clean_text(value: str, cap: int) -> str:
    """At most `cap` characters; NUL and lone surrogates become U+FFFD."""
    if len(value) > cap:
        value = value[:cap]
    if value.isascii():
        return value.replace("\0", "\ufffd") if "\0" in value else value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.translate(_BROKEN)
    return value.replace("\0", "\ufffd") if "\0" in value else value
