"""线索台账: one lead as a row of 33 columns, and beside them the reasons of the judgement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from console.documents.handling_facts import print_bureau, tell
from console.documents.letter_words import citation
from console.lead_words import LEAD_STATES
from console.naming import Names
from console.words import ACTS, PRACTICE_MARK, SHANGHAI, VERDICTS, moment, percent
from leads_db.records import Assessment, FindingState, Lead
from leads_db.store.lead_views import LeadListing
from leads_db.store.standings import Standing
from leads_db.workdays import WorkdayCalendar

Row = Sequence[str | int]
COLUMNS = (
    ("序号", 6),
    ("线索编号", 26),
    ("发现日期", 17),
    ("地理标志", 16),
    ("权利人", 24),
    ("平台", 10),
    ("店铺", 24),
    ("经营者", 28),
    ("统一社会信用代码", 22),
    ("住所地", 32),
    ("商品链接", 48),
    ("疑似行为", 24),
    ("风险分", 8),
    ("证据包号", 32),
    ("研判结论", 14),
    ("研判人", 12),
    ("审签人", 12),
    ("派发日期", 12),
    ("来文字号", 24),
    ("承办单位", 28),
    ("签收日期", 12),
    ("应反馈日", 12),
    ("核查结论", 40),
    ("立案（案号）", 22),
    ("处罚文号", 22),
    ("罚没金额", 12),
    ("移送公安", 10),
    ("平台处置", 20),
    ("反馈日期", 12),
    ("状态", 16),
    ("超期天数", 10),
    ("督办次数", 10),
    ("备注", 24),
)
"""The 33 columns of the ledger, and their widths."""
REASONS = (
    ("线索编号", 26),
    ("演示", 6),
    ("末见日期", 17),
    ("店铺所在地", 16),
    ("商品标题", 48),
    ("涉及商品数", 8),
    ("可能性", 8),
    ("研判要点", 60),
    ("依据", 48),
    ("反证", 40),
    ("所缺事实", 40),
    ("建议承办单位", 28),
    ("管辖理由", 40),
    ("证据编号", 16),
    ("证据摘要（SHA-256）", 68),
    ("模型版本", 14),
)
"""Second sheet, one row a lead in the same order."""
CHOICES = {
    "研判结论": tuple(VERDICTS.values()),
    "状态": tuple(LEAD_STATES.values()),
    "移送公安": ("是", "否"),
}
"""Columns with a list to choose from."""
LINKS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One lead with all that a row tells."""

    lead: Lead
    items: Sequence[LeadListing]
    standing: Standing | None = None


def make_rows(
    entries: Iterable[Entry], names: Names, calendar: WorkdayCalendar, today: date
) -> Iterator[tuple[Row, Row]]:
    """For each lead its row in the order of COLUMNS and its row in the order of REASONS; the gravest listing tells."""
    for place, entry in enumerate(entries, 1):
        yield (
            (
                place,
                *_who(entry, names),
                *_what(entry),
                *_way(entry.standing, names),
                *_outcome(entry.standing, calendar, today),
                f"【{PRACTICE_MARK}】" if entry.lead.is_practice else "",
            ),
            _reasons(entry, names),
        )


def _who(entry: Entry, names: Names) -> Row:
    lead, listing = entry.lead, entry.items[0].listing if entry.items else None
    return (
        lead.number,
        moment(lead.first_seen_at),
        names.indication(lead.indication),
        names.holder(lead.indication),
        names.platform(lead.platform),
        lead.seller_name,
        (listing and listing.operator_name) or "",
        (listing and listing.operator_code) or "",
        (listing and listing.operator_address) or "",
    )


def _what(entry: Entry) -> Row:
    links = list(dict.fromkeys(item.listing.url for item in entry.items if item.listing.url))
    more = [f"……另有 {len(links) - LINKS_SHOWN} 条"] if len(links) > LINKS_SHOWN else []
    judged = entry.items[0].assessment if entry.items else None
    return (
        "\n".join(links[:LINKS_SHOWN] + more),
        "、".join(ACTS[act] for act in judged.acts) if judged else "",
        min(99, max(1, round(entry.lead.likelihood * 100))),
        entry.standing.seal if entry.standing else "",
        VERDICTS[entry.lead.verdict],
    )


def _way(standing: Standing | None, names: Names) -> Row:
    if standing is None:
        return ("",) * 7
    host = standing.handling.host
    return (
        standing.reviewer,
        standing.approver,
        _day(standing.sent_at),
        standing.letter_number,
        print_bureau(names, host) if host else "",
        _day(standing.signed_at),
        _day(standing.due_at) if standing.sent_at else "",
    )


def _outcome(standing: Standing | None, calendar: WorkdayCalendar, today: date) -> Row:
    if standing is None:
        return ("",) * 10
    told = tell(standing.handling)
    due = standing.due_at.astimezone(SHANGHAI).date() if standing.due_at else None
    return (
        told.get("核查情况", ""),
        told.get("案号", ""),
        told.get("处罚决定书文号", ""),
        told.get("罚没金额", ""),
        told.get("是否移送公安", ""),
        told.get("平台处置", ""),
        _day(standing.fed_back_at),
        LEAD_STATES[standing.handling.state],
        calendar.count_workdays(due, today) if due and due < today else 0,
        standing.supervised,
    )


def _reasons(entry: Entry, names: Names) -> Row:
    lead, items = entry.lead, entry.items
    judged = items[0].assessment if items else None
    listing = items[0].listing if items else None
    return (
        lead.number,
        PRACTICE_MARK if lead.is_practice else "",
        moment(lead.last_seen_at),
        (listing and listing.shop_location) or "",
        listing.title if listing else "",
        lead.listing_count,
        percent(lead.likelihood),
        *_findings(judged),
        "\n".join(judged.missing) if judged else "",
        names.bureau(lead.bureau),
        judged.bureau_reason if judged else "",
        *_proof(items, judged),
    )


def _findings(judged: Assessment | None) -> Row:
    findings = judged.findings if judged else ()
    found = [finding for finding in findings if finding.state is FindingState.FOUND]
    clear = [finding for finding in findings if finding.state is FindingState.CLEAR]
    return (
        "\n".join(finding.sentence for finding in found),
        "\n".join(dict.fromkeys(citation(ground) for finding in found for ground in finding.grounds)),
        "\n".join(finding.sentence for finding in clear),
    )


def _proof(items: Sequence[LeadListing], judged: Assessment | None) -> Row:
    numbers = [str(number) for item in items for number in item.evidence_numbers]
    digests = dict.fromkeys(item.evidence_digest for item in items if item.evidence_digest)
    return "、".join(dict.fromkeys(numbers)), "\n".join(digests), judged.model_version if judged else ""


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}" if at else ""
