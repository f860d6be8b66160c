"""After a county's feedback: a bounded look at the lead's pages. Is the listing gone, does the shop sell again?

Only pages of sources that are switched on and read page by page; all others, and pages that could not be seen, are left
to a person: a page behind a wall is never «gone».
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine, select

from crawlers.egress import Egress
from crawlers.kinds.addresses import ADDRESSES, MARK, READ_PAGE_BY_PAGE
from crawlers.source_file import Source
from leads_db.errors import SourceFileBroken
from leads_db.lead_tables import leads
from leads_db.records import Outcome, Trigger
from leads_db.records.account import SYSTEM_ACTOR, Role
from leads_db.records.handling import LeadState, Move
from leads_db.records.notice import NoticeKind
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.lead_views import LeadListing, read_lead_listings
from leads_db.store.notices import save_notice
from leads_db.store.rechecks import (
    AwaitedLead,
    Recheck,
    RecheckState,
    count_looks,
    read_awaited,
    read_page_outcomes,
    read_rechecks,
    read_seen_since,
    save_recheck,
    save_run_of_recheck,
    settle_recheck,
)
from leads_db.store.runs import read_run
from leads_db.store.turns import take_turn
from leads_db.store.units import read_units
from scheduler import notice_texts
from scheduler.planning import save_planned_run, sources_to_collect

AT_ONCE = 20
"""Leads looked after in one go."""
PER_DAY = 100
"""Looks that ask a source, in 24 hours; the others wait for the next day."""
PAGES_MOST = 20
"""Pages of one lead that are looked at, the gravest first."""
SCHEDULER = "scheduler"


def plan_rechecks(engine: Engine, settings: Settings, now: datetime) -> int:
    """Plan a look for each feedback that has none; how many. Each once, whatever is killed in between."""
    with reading(engine) as connection:
        awaited = read_awaited(connection, limit=AT_ONCE)
        left = PER_DAY - count_looks(connection, now - timedelta(days=1))
        shown = read_lead_listings(connection, [one.number for one in awaited], per_lead=PAGES_MOST)
    if not awaited:
        return 0
    sources = _sources(settings)
    planned = 0
    for lead in awaited:
        pages = [page for page in shown.get(lead.number, ()) if page.listing.url]
        source, urls = choose_source(pages, [one for one in sources if one.practice == lead.is_practice], settings)
        if source is not None and left <= 0:
            continue
        left -= source is not None
        planned += _plan(engine, lead, source, urls, has_links=bool(pages), now=now)
    return planned


def _sources(settings: Settings) -> Sequence[Source]:
    broken: list[SourceFileBroken] = []  # told by the collection itself
    return sources_to_collect(settings, broken.append)


def choose_source(
    pages: Sequence[LeadListing], sources: Sequence[Source], settings: Settings
) -> tuple[Source | None, dict[str, str]]:
    """The source that saw most of these pages and may ask for them, and those it may ask for; None: there is none."""
    best: tuple[Source | None, dict[str, str]] = (None, {})
    most = (0, 0, False)
    for source in sources:
        if source.kind in READ_PAGE_BY_PAGE:
            egress = Egress.of(source, settings)
            mine = [page for page in pages if page.listing.url and not egress.why_refused(page.listing.url)]
            weight = (sum(page.source == source.name for page in mine), len(mine), source.is_searched)
            if mine and weight > most:
                most, best = weight, (source, {page.listing.key: page.listing.url or "" for page in mine})
    return best


def _plan(
    engine: Engine, lead: AwaitedLead, source: Source | None, urls: Mapping[str, str], *, has_links: bool, now: datetime
) -> bool:
    look = Recheck(
        lead=lead.number,
        asked_at=lead.asked_at,
        source=source.name if source else "",
        run_id=None,
        state=RecheckState.RUNNING if source else RecheckState.BY_HAND,
        urls=urls,
        result={},
        planned_at=now,
        settled_at=None if source else now,
    )
    with writing(engine) as connection:
        take_turn(connection, "audit")
        if not save_recheck(connection, look):
            return False
        if source is None:
            why = notice_texts.NO_SOURCE if has_links else notice_texts.NO_LINKS
            _leave_to_a_person(connection, look, why, {}, now)
            return True
        params = {"indication": lead.indication, "pages": 1, ADDRESSES: dict(urls)}
        reason = f"{notice_texts.RECHECK_REASON}：{lead.number}"
        facts = {"trigger": Trigger.ON_DEMAND, "requested_by": SCHEDULER, "reason": reason, "params": params}
        save_run_of_recheck(connection, look, save_planned_run(connection, source, now=now, **facts))  # type: ignore[arg-type]
    return True


def settle_rechecks(engine: Engine, now: datetime) -> int:
    """End the looks whose run is over: an event where something was seen, else a note for a person; how many."""
    with reading(engine) as connection:
        looks = read_rechecks(connection, state=RecheckState.RUNNING)
        over = [look for look in looks if look.run_id is None or read_run(connection, look.run_id).state.is_over]
    return sum(map(partial(_settle, engine, now), over))


def _settle(engine: Engine, now: datetime, look: Recheck) -> bool:
    with writing(engine) as connection:
        take_turn(connection, "audit")
        result = read_result(connection, look)
        sells = _sells(connection, look, result)
        handling = read_handling(connection, look.lead)
        is_open = handling.state in (LeadState.FEEDBACK, LeadState.ARCHIVED)
        state = RecheckState.DONE if sells is not None and is_open else RecheckState.BY_HAND
        if not settle_recheck(connection, look, state, result, now):
            return False
        if state is RecheckState.DONE and sells is not None:
            gone = all(found in GONE for found in result.values())
            facts: dict[str, object] = {"gone": gone, "seller_sells": sells, "run": look.run_id, "looked_at": now}
            move_lead(connection, look.lead, Move.RECHECKED, SYSTEM_ACTOR, at=now, facts=facts)
            text = notice_texts.rechecked(look.lead, result, seller_sells=sells)
            _note(connection, look, NoticeKind.RECHECKED, text, now)
        elif is_open:
            _leave_to_a_person(connection, look, notice_texts.NOT_SEEN, result, now)
    return True


GONE = ("gone_404", "gone_410", "delisted")
"""What a site itself says of a page that is no more."""


def read_result(connection: Connection, look: Recheck) -> dict[str, str]:
    """Key of a listing → there, gone_404, gone_410, delisted, or `unclear: <outcome>` (not_asked too)."""
    if look.run_id is None:
        return {}
    answers = read_page_outcomes(connection, look.run_id, MARK)
    return {key: _found(*answers.get(key, ("not_asked", None))) for key in look.urls}


def _found(outcome: str, status: int | None) -> str:
    if outcome == Outcome.OK:
        return "there"
    if outcome == Outcome.NOT_FOUND:
        return f"gone_{status}" if status in (404, 410) else "delisted"
    return f"unclear: {outcome}"


def _sells(connection: Connection, look: Recheck, result: Mapping[str, str]) -> bool | None:
    """Whether the seller still offers it; None: what was seen does not tell, as where the source has no search."""
    if look.run_id is None or not result:
        return None
    gone = {key for key, found in result.items() if found in GONE}
    if any(found == "there" for found in result.values()):
        return True
    if read_seen_since(connection, look.lead, look.asked_at) - gone:
        return True
    units = read_units(connection, look.run_id)
    has_searched = any(unit.term for unit in units)
    is_whole = has_searched and all(unit.outcome is not None and unit.outcome.is_seen for unit in units)
    return False if len(gone) == len(result) and is_whole else None


def _leave_to_a_person(
    connection: Connection, look: Recheck, why: str, result: Mapping[str, str], now: datetime
) -> None:
    text = notice_texts.recheck_by_hand(look.lead, why, result)
    _note(connection, look, NoticeKind.BY_HAND, text, now)


def _note(connection: Connection, look: Recheck, kind: NoticeKind, text: str, now: datetime) -> None:
    row = connection.execute(select(leads.c.city, leads.c.is_practice).where(leads.c.number == look.lead)).one()
    save_notice(
        connection,
        once=f"recheck:{look.lead}:{look.asked_at.isoformat()}",
        kind=kind,
        text=text,
        role=Role.REVIEWER,
        at=now,
        lead=look.lead,
        city=row.city,
        is_practice=row.is_practice,
    )
