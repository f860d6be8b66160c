"""A letter's facts as the texts that templates name. The names are Chinese: who edits a template reads them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from console.documents.forms import FORMS
from console.documents.letter_titles import attachments, title_of
from console.documents.letters import EvidenceFacts, FoundFact, HandlingFacts, LeadFacts, LetterFacts, PageFacts
from console.documents.safe_text import clean_line
from console.words import NOT_CONFIRMED, PRACTICE_MARK, SHANGHAI
from leads_db.records import GroundRef

UNKNOWN = "未查明"
STATEMENT = "本证据包系监测线索材料，请执法人员依法复核固定"
"""Stands in every paper that goes with a lead."""
ORIGIN_UNKNOWN = "商品实物及其真实产地未经现场核查或者检验"
QUOTE_LIMIT, TEXT_LIMIT, NAME_LIMIT, MOST_POINTS = 200, 300, 120, 8
"""Characters of a quote, of another text, of a name; points of a list. What is beyond is told, and stands in the
evidence. A row of a list with a repeated head must stay lower than a page: Word and LibreOffice lay no other."""
TOLD = (
    *("核查日期", "核查人员", "核查方式", "核查情况", "主体是否查实", "实际经营地", "是否立案", "案号", "立案日期"),
    *("未立案理由", "处罚决定书文号", "处罚日期", "适用条款", "罚没金额", "货值金额", "是否移送公安", "平台处置"),
    *("公示日期", "处理结果", "建议"),
)
"""What a county tells, by the names that templates use."""


def context_of(letter: LetterFacts) -> dict[str, Any]:
    """Every name that a template may use."""
    leads = [_lead(lead) for lead in letter.leads]
    organ = letter.organ
    return {
        "文种": FORMS[letter.kind].title,
        "标题": title_of(letter),
        "机关": organ.name,
        "发文字号": letter.number,
        "主送": _cut(letter.addressee, 100) or UNKNOWN,
        "抄送": "、".join(_cut(copy, 100) for copy in letter.copies[:20]),
        "成文日期": day_text(letter.dated_on),
        "反馈期限": day_text(letter.reply_by_on),
        "联系部门": organ.office or "未填写",
        "联系人": letter.author or organ.contact or "未填写",
        "电话": organ.phone or "未填写",
        "地址": organ.address or "未填写",
        "邮编": organ.postcode or "未填写",
        "机关待核": "" if organ.confirmed else f"；机关信息{NOT_CONFIRMED}",
        "附件": attachments(letter),
        "线索清单": leads,
        "线索": leads[0],
        "线索数": len(leads),
        "问题": [_cut(text) for text in letter.questions],
        "依据": {name: citation(letter.grounds.get(name)) for name in GROUND_NAMES},
        "办理": _handling(letter.handling),
        "事由": _cut(letter.reason) or UNKNOWN,
        "声明": STATEMENT,
        "标记": "　".join(_marks(letter)),
    }


GROUND_NAMES = (
    *("管辖", "移送", "协查", "争议", "指定", "移送公安", "移送材料", "电子数据", "提取"),
    *("平台", "平台处置", "证据清单"),
)
"""Articles that a letter of any kind may cite; which of them hold is decided on the letter's day."""


def _marks(letter: LetterFacts) -> list[str]:
    practice = f"【{PRACTICE_MARK}】本件由练习数据生成，不具有任何效力" if letter.is_practice else ""
    draft = "【草稿】未经审签，不得发出" if letter.is_draft else ""
    return [mark for mark in (practice, draft) if mark]


def _lead(lead: LeadFacts) -> dict[str, Any]:
    seller = lead.seller
    return {
        "编号": lead.number,
        "地理标志": lead.indication,
        "保护情况": _cut(lead.protection) or UNKNOWN,
        "权利人": _cut(lead.holder, QUOTE_LIMIT) or UNKNOWN,
        "平台": _cut(seller.platform, 60) or UNKNOWN,
        "平台经营者": _cut(seller.platform_operator, NAME_LIMIT) or UNKNOWN,
        "店铺": _cut(seller.shop, 100) or UNKNOWN,
        "经营者": _cut(seller.operator, NAME_LIMIT) or UNKNOWN,
        "信用代码": _cut(seller.credit_code, 40) or UNKNOWN,
        "住所": _cut(seller.address) or UNKNOWN,
        "经营地": _cut(seller.actual_address) or UNKNOWN,
        "店铺所在地": _cut(seller.location) or UNKNOWN,
        "主体来源": _cut(seller.source, 100) or UNKNOWN,
        "疑似行为": "、".join(f"疑似{act}" for act in lead.acts) or UNKNOWN,
        "涉嫌条款": "\n".join(_all_grounds(lead)) or UNKNOWN,
        "新法": [citation(ground) for ground in lead.later_grounds],
        "要点": [_found(fact) for fact in (*lead.found[:MOST_POINTS], *_rest(lead.found))],
        "反证": _points(lead.counter) or ["采集页面上未发现"],
        "所缺": [ORIGIN_UNKNOWN, *_points(lead.missing)],
        "页面": [_page(page) for page in lead.pages],
        "首个页面": _page(lead.pages[0] if lead.pages else PageFacts(title="")),
        "商品数": lead.page_count or len(lead.pages),
        "另有": max(0, lead.page_count - len(lead.pages)),
        "证据": [_evidence(place, item) for place, item in enumerate(lead.evidence, 1)],
        "证据包": lead.pack or "尚未封存",
        "证据包摘要": lead.pack_digest or "尚未封存",
        "管辖理由": _clause(lead.bureau_reason) or UNKNOWN,
        "首见": moment_text(lead.first_seen_at),
        "末见": moment_text(lead.last_seen_at),
    }


def _all_grounds(lead: LeadFacts) -> list[str]:
    return list(dict.fromkeys(citation(ground) for fact in lead.found for ground in fact.grounds))


def _rest(found: Sequence[FoundFact]) -> Sequence[FoundFact]:
    more = len(found) - MOST_POINTS
    return (FoundFact(sentence=f"另有{more}项，见线索详情"),) if more > 0 else ()


def _points(texts: Sequence[str]) -> list[str]:
    more = len(texts) - MOST_POINTS
    return [*(_clause(text) for text in texts[:MOST_POINTS]), *([f"另有{more}项，见线索详情"] if more > 0 else [])]


def _found(fact: FoundFact) -> dict[str, str]:
    return {
        "内容": _clause(fact.sentence),
        "原文": _cut(fact.quote, QUOTE_LIMIT),
        "位置": _cut(fact.place, 40),
        "条款": "；".join(citation(ground) for ground in fact.grounds),
        "可推翻": _clause(fact.refuted_by),
    }


def _page(page: PageFacts) -> dict[str, str]:
    return {
        "标题": _cut(page.title, NAME_LIMIT) or UNKNOWN,
        "链接": _cut(page.url) or UNKNOWN,
        "商品号": _cut(page.item_id, 60) or UNKNOWN,
        "价格": _cut(page.price, 60) or UNKNOWN,
        "销量": _cut(page.sold, 60) or UNKNOWN,
        "时间": moment_text(page.seen_at),
    }


def _evidence(place: int, item: EvidenceFacts) -> dict[str, str | int]:
    return {
        "序号": place,
        "名称": _cut(item.name, NAME_LIMIT) or UNKNOWN,
        "来源": _cut(item.source) or UNKNOWN,
        "证明对象": _cut(item.proves, NAME_LIMIT) or UNKNOWN,
        "页数": UNKNOWN if item.pages is None else item.pages,
        "大小": UNKNOWN if item.size is None else f"{item.size}字节",
        "摘要": item.digest or UNKNOWN,
        "时间": moment_text(item.kept_at),
    }


def _handling(facts: HandlingFacts) -> dict[str, Any]:
    return {
        "承办单位": _cut(facts.host, 100) or UNKNOWN,
        "来文字号": _cut(facts.letter_number, 100) or UNKNOWN,
        "派发日期": day_text(facts.sent_on),
        "签收日期": day_text(facts.signed_on),
        "签收人": _cut(facts.signed_by, 100) or UNKNOWN,
        "应办结日": day_text(facts.due_on),
        "超期": facts.overdue_days,
        "催办次数": facts.urged,
        "新期限": day_text(facts.new_due_on) if facts.new_due_on else "立即办理",
        "退回理由": _cut(facts.return_reason) or UNKNOWN,
        "建议单位": _cut(facts.proposed_bureau) or UNKNOWN,
        **{name: _cut(facts.told.get(name, "")) for name in TOLD},
    }


def citation(ground: GroundRef | None) -> str:
    """《商标法》第五十七条第（二）项, with 〔待核〕 where the register has not confirmed it."""
    if ground is None:
        return UNKNOWN
    return f"《{ground.instrument}》{ground.article}{'' if ground.confirmed else f'〔{NOT_CONFIRMED}〕'}"


def day_text(day: date | None) -> str:
    """2026年1月5日, without zeros."""
    return f"{day.year}年{day.month}月{day.day}日" if day else UNKNOWN


def moment_text(at: datetime | None) -> str:
    """2026年1月5日08时30分, Beijing time."""
    local = at.astimezone(SHANGHAI) if at else None
    return f"{day_text(local)}{local:%H时%M分}" if local else UNKNOWN


def _cut(text: str, limit: int = TEXT_LIMIT) -> str:
    stripped = clean_line(text).strip()  # one line: no break of a seller's may look like a line of the letter
    return stripped if len(stripped) <= limit else f"{stripped[:limit]}……（全文见证据包）"


def _clause(text: str) -> str:
    """Without the full stop, which the template sets."""
    return _cut(text).rstrip("。；; ")


def known_names(context: Mapping[str, Any], above: str = "") -> Sequence[str]:
    """Every name as a template writes it: 主送, 线索.编号, 线索清单[].编号."""
    found: list[str] = []
    for name, value in context.items():
        found.append(f"{above}{name}")
        if isinstance(value, Mapping):
            found += known_names(value, f"{above}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found += known_names(value[0], f"{above}{name}[].")
    return found
