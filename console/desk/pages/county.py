"""待签收 and 我的线索: what was sent to the bureau, its figures, signing in batches; 本局统计."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.county_acts import seal_fault
from console.desk.county_forms import fault_word
from console.desk.county_reading import CHECKING, UNSIGNED, WAITING_FOR_HEAD, read_due, read_figures, read_lines
from console.desk.language import translated as _
from console.desk.paper_desk import papers_of
from console.desk.security.access import ActorOf, allow
from console.documents.county_papers import sign_for
from console.lead_words import LEAD_FLAGS, LEAD_STATES
from leads_db.errors import StateError
from leads_db.lifecycle import RETURN_REASONS
from leads_db.records.account import Actor
from leads_db.records.handling import DispatchKind, LeadState
from leads_db.store.county_views import (
    COUNTY,
    CountyFilter,
    count_county_rows,
    count_county_states,
    count_each,
    count_returns,
    read_county_row,
    read_county_rows,
)
from leads_db.store.dispatches import note_read
from leads_db.store.engine import reading, writing

router = APIRouter(dependencies=[allow(*COUNTY)])
PAGE_SIZE = 30
BATCH_MOST = 50


class Tab(StrEnum):
    """Tabs of 我的线索."""

    ALL = "all"
    CHECKING = "checking"
    HEAD = "head"
    FILED = "filed"
    TO_TELL = "to_tell"
    TOLD = "told"
    CLOSED = "closed"
    SOON = "soon"
    LATE = "late"


S = LeadState
TABS = {
    Tab.ALL: ("全部", CountyFilter(is_signed=True)),
    Tab.CHECKING: ("核查中", CHECKING),
    Tab.HEAD: ("待负责人审批", WAITING_FOR_HEAD),
    Tab.FILED: ("已立案", CountyFilter(states=frozenset({S.FILED, S.CRIMINAL}))),
    Tab.TO_TELL: ("待反馈", CountyFilter(states=frozenset({S.NOT_FILED, S.MOVED, S.PUNISHED}))),
    Tab.TOLD: ("已反馈", CountyFilter(states=frozenset({S.FEEDBACK}))),
    Tab.CLOSED: ("已归档", CountyFilter(states=frozenset({S.ARCHIVED}))),
}
DUE = {Tab.SOON: "3 日内到期", Tab.LATE: "已超期"}
"""Tabs over deadlines, which are worked out and not stored as states."""
WORDS = {"states_word": LEAD_STATES, "flags_word": LEAD_FLAGS}


def _count_waiting(connection: Connection, actor: Actor) -> int:
    return count_county_rows(connection, actor, UNSIGNED)


COUNTERS = {"/county": _count_waiting}
Page = Annotated[int, Query(ge=1, le=10_000)]
Search = Annotated[str, Query(max_length=60)]


@router.get("/county")
def inbox(desk: DeskOf, actor: ActorOf, page: Page = 1) -> HTMLResponse:
    """The figures, and what waits for a signature."""
    with reading(desk.engine) as connection:
        figures = read_figures(connection, desk, actor)
        rows = read_county_rows(connection, actor, UNSIGNED, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        lines = read_lines(connection, desk, rows)
    paging = {"page": page, "is_last": len(rows) < PAGE_SIZE}
    return desk.render("county.html", {"figures": figures, "lines": lines, **paging, "tab": None, "q": "", **WORDS})


@router.get("/county/leads")
def my_leads(desk: DeskOf, actor: ActorOf, tab: Tab = Tab.ALL, q: Search = "", page: Page = 1) -> HTMLResponse:
    """What the bureau signed for, by state."""
    with reading(desk.engine) as connection:
        due = dict(zip(DUE, read_due(connection, desk, actor), strict=True))
        wanted = filter_of(tab, due, q)
        rows = read_county_rows(connection, actor, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        lines = read_lines(connection, desk, rows)
        counts = dict(zip(TABS, count_each(connection, actor, [found for _word, found in TABS.values()]), strict=True))
    counts |= {name: len(numbers) for name, numbers in due.items()}
    words = {name: word for name, (word, _found) in TABS.items()} | DUE
    tabs = [(name, words[name], counts[name]) for name in Tab]
    paging = {"page": page, "is_last": len(rows) < PAGE_SIZE}
    return desk.render("county_leads.html", {"lines": lines, "tabs": tabs, "tab": tab, "q": q, **paging, **WORDS})


def filter_of(tab: Tab, due: Mapping[Tab, tuple[str, ...]], text: str) -> CountyFilter:
    """What a tab with a search shows; `due`: the leads of the tabs over deadlines."""
    if tab in due:
        return CountyFilter(kinds=(DispatchKind.HOST,), numbers=due[tab], text=text.strip())
    return replace(TABS[tab][1], text=text.strip())


@router.post("/county/sign")
def sign_batch(
    desk: DeskOf, actor: ActorOf, uid: Annotated[list[str] | None, Form(max_length=BATCH_MOST)] = None
) -> RedirectResponse:
    """Sign for all that were ticked; what cannot be signed is named and does not hold the others back."""
    told: list[str] = []
    signed = 0
    for one in dict.fromkeys(uid or []):
        fault = _sign_one(desk, one, actor)
        told += [fault] if fault else []
        signed += not fault
    if not signed and not told:
        return see_other("/county", told=_("请先勾选要签收的线索。"), kind="bad")
    done = [_("已签收 {count} 件，签收回执在“批量”页打印。", count=signed)] if signed else []
    return see_other("/county", told=[*done, *told], kind="good" if not told else "note" if signed else "bad")


def _sign_one(desk: Desk, uid: str, actor: Actor) -> str:
    """Sign for one; which and why not, or an empty text."""
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
    if seal_fault(desk, uid, actor) is not None:
        return row.lead + " " + _("证据校验未通过，不能签收；已告知保护中心。")
    try:
        with writing(desk.engine) as connection:
            sign_for(connection, papers_of(desk), [row], actor, at=desk.clock())
    except StateError as fault:
        return f"{row.lead} {fault_word(fault)}"
    return ""


@router.post("/county/lead/{uid}/open")
def open_work(desk: DeskOf, actor: ActorOf, uid: str) -> RedirectResponse:
    """Note that it was read, then show it."""
    with writing(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
        note_read(connection, row.uid, actor, at=desk.clock())
    return see_other(f"/county/lead/{row.uid}")


@router.get("/county/statistics")
def statistics(desk: DeskOf, actor: ActorOf) -> HTMLResponse:
    """The bureau's own counts, nothing else."""
    with reading(desk.engine) as connection:
        states = count_county_states(connection, actor)
        returns = count_returns(connection, actor)
        figures = read_figures(connection, desk, actor)
    reasons = [(word, returns.get(code, 0)) for code, word in RETURN_REASONS.items()]
    counts = [(LEAD_STATES[state], states[state]) for state in LeadState if state in states]
    facts = {"counts": counts, "reasons": reasons, "figures": figures, "total": sum(states.values())}
    return desk.render("county_statistics.html", facts)
