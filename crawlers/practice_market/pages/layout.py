"""What all pages share: the frame with the 演示 banner, and the escaping of every text and every embedded JSON."""

import json
from html import escape

BANNER = "演示数据，非真实商品"
STYLE = """
body{margin:0 auto;max-width:60em;padding:0 1em 2em;font:16px/1.6 sans-serif;color:#222;background:#faf9f6}
.demo{margin:0 -1em 1em;padding:.3em 1em;background:#8a1c1c;color:#fff;text-align:center;font-weight:bold}
a{color:#1a4f8b;text-decoration:none}
h1{font-size:1.3em}
.cards{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(15em,1fr));gap:.8em}
.cards li{background:#fff;border:1px solid #ddd;border-radius:6px;padding:.7em}
.price{color:#b3261e;font-weight:bold}
.shop{color:#666;font-size:.9em}
dl{display:grid;grid-template-columns:8em 1fr;margin:1em 0}
dt{color:#666}
dd{margin:0}
table{border-collapse:collapse}
th,td{border:1px solid #ddd;padding:.2em .7em;text-align:left}
img{max-width:14em;border:1px solid #ddd}
footer{margin-top:2em;color:#666;font-size:.9em}
"""


def page(title: str, body: str, *, head: str = "", charset: str = "utf-8") -> str:
    """A whole document; `title` is plain text, `body` and `head` are markup."""
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="{charset}"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width">{head}<style>{STYLE}</style></head>\n'
        f'<body><p class="demo">{BANNER}</p>\n{body}\n</body></html>\n'
    )


def message_page(title: str, text: str) -> str:
    """A page that only says something."""
    return page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def embedded_json(value: object, *, charset: str = "utf-8") -> str:
    """JSON for the inside of a script element: it cannot end the element, and the charset can hold it."""
    text = json.dumps(value, ensure_ascii=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    if charset == "utf-8":
        return text
    return "".join(sign if _fits(sign, charset) else json.dumps(sign)[1:-1] for sign in text)


def _fits(sign: str, charset: str) -> bool:
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
