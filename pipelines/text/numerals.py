"""Small numbers as sellers write them: 8, 八, 十八, 二十二, 三百, 两千."""

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7,
          "八": 8, "九": 9}  # fmt: skip
UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
WRITTEN = r"(?:\d{1,6}(?:\.\d{1,2})?|[零〇一二两俩三仨四五六七八九十百千万]{1,7})"
"""Pattern of a number that `number_of` reads."""


def number_of(written: str) -> float | None:
    """The number; None for what is none (百千)."""
    if written[:1].isdigit() and written.isascii():
        return float(written)
    total, held = 0, None
    for sign in written:
        if sign in DIGITS:
            held = DIGITS[sign]
        elif sign == "万":
            total, held = (total + (held or 0)) * UNITS[sign], None
        elif held is not None or (sign == "十" and total == 0):
            total, held = total + (1 if held is None else held) * UNITS[sign], None
        else:
            return None
    return float(total + (held or 0)) or None
