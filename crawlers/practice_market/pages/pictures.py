"""Pictures of goods: the words stand in the drawing only."""

from html import escape

LINE = 14
"""Characters a line."""


def picture(text: str) -> bytes:
    """An SVG that shows `text`, broken into lines."""
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)] or [""]
    drawn = "".join(
        f'<text x="20" y="{60 + 44 * number}" font-size="30">{escape(line)}</text>' for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="480" height="{60 + 44 * len(lines)}" '
        f'font-family="Noto Sans CJK SC,sans-serif">'
        f'<rect width="480" height="100%" fill="#f3ead3"/>{drawn}</svg>'
    ).encode()
