"""An address field → the words that name the place of business: 实际经营地址 before 住所, never a warehouse."""

import re

ADDRESS_CAP = 200
"""Characters of an address that are read."""
_ACTUAL = "实际经营地址|实际经营场所|实际经营地|实际地址|经营地址|经营场所|经营地|现地址|现址|搬迁至|迁至"
_SEAT = "公司地址|公司位于|公司在|公司|企业住所|住所|注册地址|注册地|营业执照地址|地址"
_NEVER = (
    "退货地址|退货|退换货|收货地址|发货地址|发货仓|发货地|仓库|分仓|云仓|总仓|货源地|货源|原料产地|原产地|产地|"
    "原地址|原址|原住所|原注册地|原(?=[\u4e00-\u9fff]{2,8}(?:市|县|区))|曾用地址"
)
_LABEL = re.compile(rf"(?P<never>{_NEVER})|(?P<actual>{_ACTUAL})|(?P<seat>{_SEAT})")
_REMARK = re.compile("[（(][^（()）]{0,80}[)）]")
_TOLD_AFTER = re.compile("[（(](?:住所|注册地址?|经营场所|实际经营地址?)[)）]")
RANK = {"actual": 0, "seat": 1, "": 2}


def place_texts(text: str) -> list[tuple[str, bool]]:
    """The parts of an address field that may tell the place, the surest first; True: it is called the actual place.

    A field without any such word is one part. What a bracket says of a warehouse or of a former seat is left out.
    """
    text = _TOLD_AFTER.sub("", text[:ADDRESS_CAP])
    marks = list(_LABEL.finditer(text))
    if not marks:
        return [(text, False)]
    parts = [("", text[: marks[0].start()])]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts += [(mark.lastgroup or "", text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    told = [(kind, part) for kind, part in parts if kind != "never" and part.strip(" ：:，,；;（(")]
    return [(part, kind == "actual") for kind, part in sorted(told, key=lambda one: RANK[one[0]])]


def without_remarks(text: str) -> str:
    """The address without what stands in brackets: 黄庄镇（一照多址）."""
    return _REMARK.sub("", text)
