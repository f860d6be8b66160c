"""Chinese ways to write a time → the one way that times.py reads: 两天前 → 2天前, 下午3:05 → 15:05, 十月 → 10月."""

import re

_LABEL = re.compile(
    r"^(?:(?:首次)?(?:发布|发表|编辑|更新|修改|留言|投诉|回复|提问|创建)(?:于|时间|日期)?|时间|日期)\s?[:：]?\s?"
)
_WEEKDAY = re.compile(r"\s?[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?(?=\s|$|上午|下午|\d{1,2}:)")
_PLACE = re.compile(r"\s(?:IP属地[:：]?\s?|来自\s?|发布于\s?)?[\u4e00-\u9fff]{2,8}$")
_HALF_HOUR = re.compile(r"^半个?(小时|钟头)以?前")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十]{1,4}(?=\s?(?:秒|分|个?小时|个?钟头|天|日|月|年|点|时|周|号))")
_PART = re.compile(
    r"\s?(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里)\s?(\d{1,2})(?:[:：点时](\d{1,2}))?(?:分|(?=:)|点|$|(?=\s))"
)
_OCLOCK = re.compile(r"(\d{1,2})[点时](?:(\d{1,2})分?|整)?(?!\d)")
_WORDS = (
    ("以前", "前"),
    ("昨日", "昨天"),
    ("今日", "今天"),
    ("前日", "前天"),
    ("个小时", "小时"),
    ("个钟头", "小时"),
    ("钟头", "小时"),
    ("号", "日"),
)
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_AFTER_NOON = ("下午", "傍晚", "晚上", "晚间", "夜里")


def plain_time(text: str) -> str:
    """The time without label and weekday, in digits and by the 24-hour clock; `text`: half-width, 100 characters."""
    plain = _WEEKDAY.sub("", _LABEL.sub("", text))
    plain = _HALF_HOUR.sub("30分钟前", plain).replace("点半", "点30分")
    plain = _NUMERAL.sub(lambda found: _number(found[0]), plain)
    for word, instead in _WORDS:
        plain = plain.replace(word, instead)
    plain = _PART.sub(_by_24_hours, plain)
    return _OCLOCK.sub(lambda found: f"{found[1]}:{found[2] or '00'}", plain).strip()


def without_place(text: str) -> str:
    """The time without the place or device that some sites write behind it: 昨天 20:33 河南."""
    return _PLACE.sub("", text)


def _number(numeral: str) -> str:
    """二〇二五 → 2025, 十 → 10, 二十一 → 21; what is no number stays."""
    if "十" not in numeral:
        is_number = len(numeral) in (1, 4)  # 两三天 is no number
        return "".join(str(_DIGITS[sign]) for sign in numeral) if is_number else numeral
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


def _by_24_hours(found: re.Match[str]) -> str:
    hour = int(found[2])
    if found[1] in _AFTER_NOON and 1 <= hour < 12:
        hour += 12
    elif (found[1] == "凌晨" and hour == 12) or (found[1] in ("晚上", "夜里") and hour == 12):
        hour = 0
    return f" {hour}:{found[3] or '00'}"
