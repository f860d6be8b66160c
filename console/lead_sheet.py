"""Leads on the terminal and into a table file."""

from pathlib import Path

from console.desk.loading import load_names
from console.documents.ledger import export_ledger
from console.screen import print_lines, print_sheet, print_table
from console.session import Session
from console.unseen import print_unseen
from console.words import PRACTICE_MARK, VERDICTS, moment, percent
from leads_db.errors import NotFound
from leads_db.records import Verdict
from leads_db.records.account import Actor, Role
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import QUEUED, LeadFilter, count_leads, read_lead, read_leads
from leads_db.store.queue_views import QueueFilter

LISTINGS_SHOWN = 5


def lead_filter(session: Session, verdict: str, indication: str) -> LeadFilter:
    """What the options ask for. Raises NotFound for a verdict that no lead can have and an unknown slug."""
    known = {str(value) for value in QUEUED}
    if verdict and verdict not in known:
        raise NotFound(f"verdict {verdict}; leads have {', '.join(sorted(known))}")
    if indication and indication not in load_names(session.settings).indications:
        raise NotFound(f"indication {indication[:60]}; `gi-leads register list` shows the slugs")
    chosen = Verdict(verdict) if verdict else None
    return LeadFilter(cities=session.settings.cities, verdict=chosen, indication=indication or None)


def print_leads(session: Session, wanted: LeadFilter, limit: int) -> None:
    """Unseen sources first, then the leads, the likeliest first."""
    names = load_names(session.settings)
    gaps = print_unseen(session)
    with reading(session.engine) as connection:
        found = read_leads(connection, wanted, limit=limit)
        total = sum(count_leads(connection, wanted).values())
    rows = [
        (
            lead.number,
            PRACTICE_MARK if lead.is_practice else "",
            VERDICTS[lead.verdict],
            percent(lead.likelihood),
            names.indication(lead.indication),
            names.platform(lead.platform),
            lead.seller_name[:40],
            lead.listing_count,
            names.bureau(lead.bureau),
        )
        for lead in found
    ]
    if rows:
        heads = ("线索编号", "演示", "研判", "可能性", "地理标志", "平台", "店铺", "商品数", "建议承办")
        print_table(f"线索 {len(rows)} / {total}", heads, rows)
    else:
        print_lines("没有看全来源，不能说「没有线索」。" if gaps else "没有符合条件的线索；各来源最近一次均已看全。")


def print_lead(session: Session, number: str) -> None:
    """One lead: its facts, the reasons sheets of its gravest listings. Raises NotFound."""
    from console.reasons import reasons_of

    names = load_names(session.settings)
    with reading(session.engine) as connection:
        lead = read_lead(connection, number)
        items = read_lead_listings(connection, [number], per_lead=LISTINGS_SHOWN).get(number, ())
    mark = f"〔{PRACTICE_MARK}〕" if lead.is_practice else ""
    facts = (VERDICTS[lead.verdict], percent(lead.likelihood), names.indication(lead.indication), lead.seller_name)
    print_lines(f"{lead.number}{mark} · {' · '.join(facts)}")
    print_lines(
        f"建议承办：{names.bureau(lead.bureau)}；首见 {moment(lead.first_seen_at)}，末见 {moment(lead.last_seen_at)}"
    )
    for item in items:
        print_lines("")
        numbers = "、".join(map(str, item.evidence_numbers)) or "无"
        print_lines(f"商品 {item.listing.key}；证据编号 {numbers}；SHA-256 {item.evidence_digest or '—'}")
        print_sheet(reasons_of(session.settings, item.listing, item.assessment))
    if lead.listing_count > len(items):
        print_lines(f"另有 {lead.listing_count - len(items)} 件商品，见台账或网页。")


def export_leads(session: Session, wanted: LeadFilter, file: Path) -> int:
    """All leads of the filter into a table file; how many. Raises DocumentError."""
    by = Actor(name=session.user, roles=frozenset({Role.REVIEWER}), cities=session.settings.cities)
    chosen = QueueFilter(verdict=wanted.verdict, indication=wanted.indication)
    return export_ledger(session.engine, chosen, by, load_names(session.settings), file)
