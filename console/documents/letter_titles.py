"""The title of a paper and the list of what goes with it."""

from collections.abc import Callable, Mapping, Sequence

from console.documents.forms import FORMS
from console.documents.letters import LetterFacts
from leads_db.records.paper import PaperKind

K = PaperKind
TITLE_LINE = 19
"""Characters of 2号 that stand on one line."""
PARTS: Mapping[PaperKind, tuple[str, str]] = {
    K.TRANSFER_LETTER: ("关于移送涉嫌违规使用{names}", "地理标志案件线索的函"),
    K.ASSIGNMENT: ("关于交办涉嫌违规使用{names}", "地理标志线索的通知"),
    K.ASSISTANCE_LETTER: ("关于商请协助调查涉嫌违规使用{names}", "地理标志线索的函"),
    K.PLATFORM_LETTER: ("关于商请协助核查涉嫌违规使用{names}", "地理标志商品的函"),
    K.DESIGNATION: ("关于指定管辖涉嫌违规使用{names}", "地理标志线索的通知"),
}
"""Titles that name the matter; the other papers are titled by their kind. A long one breaks between its parts."""
FIVE_OF_TRANSFER = (
    "涉嫌犯罪案件移送书",
    "涉嫌犯罪案件情况的调查报告",
    "涉案物品清单",
    "有关检验报告或者鉴定结论",
    "其他有关涉嫌犯罪的材料",
)
"""What goes with a criminal transfer: 行政执法机关移送涉嫌犯罪案件的规定, article 6."""


def title_of(letter: LetterFacts) -> str:
    """The title, with its line break."""
    parts = PARTS.get(letter.kind)
    if parts is None:
        return FORMS[letter.kind].title
    names = list(dict.fromkeys(lead.indication for lead in letter.leads))
    named = "".join(f"“{name[:12]}”" for name in names[:2]) + ("等" if len(names) > 2 else "")
    first = parts[0].format(names=named)
    return first + ("\n" if len(first) + len(parts[1]) > TITLE_LINE else "") + parts[1]


def attachments(letter: LetterFacts) -> list[str]:
    """Lines such as 附件：1．线索登记表, the later ones set under the first; none when nothing goes with it."""
    make = GOES_WITH.get(letter.kind)
    items = make(letter) if make else ()
    if len(items) == 1:
        return [f"附件：{items[0]}"]
    return [f"{'附件：' if place == 1 else '　　　'}{place}．{item}" for place, item in enumerate(items, 1)]


def _with_lead(letter: LetterFacts) -> Sequence[str]:
    numbers = "、".join(lead.number for lead in letter.leads[:3]) + ("等" if len(letter.leads) > 3 else "")
    packs = "、".join(lead.pack or f"{lead.number}（尚未封存）" for lead in letter.leads[:3])
    count = len(letter.leads)
    return (
        f"{FORMS[K.LEAD_FORM].title}{count}份（{numbers}）",
        f"{FORMS[K.EVIDENCE_LIST].title}{count}份",
        f"证据包{count}个（{packs}{'等' if count > 3 else ''}，校验值见证据清单）",
    )


def _with_assistance(letter: LetterFacts) -> Sequence[str]:
    return (f"{FORMS[K.EVIDENCE_LIST].title}{len(letter.leads)}份",)


GOES_WITH: Mapping[PaperKind, Callable[[LetterFacts], Sequence[str]]] = {
    K.TRANSFER_LETTER: _with_lead,
    K.ASSIGNMENT: _with_lead,
    K.ASSISTANCE_LETTER: _with_assistance,
    K.PLATFORM_LETTER: _with_assistance,
    K.CRIMINAL_TRANSFER: lambda letter: FIVE_OF_TRANSFER,
}
