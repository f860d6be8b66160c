"""舆情: the board, lists of posts, what is on screen as a table file. An auditor sees the figures, never a post."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from console.desk.context import Desk, DeskOf
from console.desk.exporting import Reason, file_answer, log_export, note_of
from console.desk.opinion_board import read_board
from console.desk.opinion_choice import DAYS, OpinionChoice, OpinionChoiceOf, named_choices, read_filter, slugs_of
from console.desk.opinion_posts import each_event_once, each_once, holding, show_posts
from console.desk.opinion_tables import TableEnding, board_sheets, post_sheet, print_sheets
from console.desk.security.access import CENTRE, ActorOf, allow
from leads_db.records.account import Actor, Role
from leads_db.records.opinion import Sentiment
from leads_db.store.alerts import read_alerts
from leads_db.store.engine import reading, writing
from leads_db.store.opinion_counts import NEWEST, OpinionFilter
from leads_db.store.opinion_events import read_events
from leads_db.store.opinion_lists import ReadPost, read_original_posts, read_post_list
from leads_db.store.source_days import day_start

router = APIRouter(prefix="/opinions")
READ, STATISTICS = [allow(*CENTRE)], [allow(*CENTRE, Role.AUDITOR)]
EVENTS, ALERTS, LISTED = 12, 8, 100
ORIGINALS, CHOSEN = 3, 30


class Feeling(StrEnum):
    """What the list of posts may be cut to; `all` is no cut."""

    ALL = ""
    NEGATIVE = Sentiment.NEGATIVE
    NEUTRAL = Sentiment.NEUTRAL
    POSITIVE = Sentiment.POSITIVE


@dataclass(frozen=True, slots=True)
class PostChoice:
    """Which posts of the filter are listed."""

    day: Annotated[date | None, Query()] = None
    feeling: Feeling = Feeling.ALL
    word: Annotated[str, Query(max_length=20)] = ""
    """Compared letter by letter, never a pattern."""


PostChoiceOf = Annotated[PostChoice, Depends()]


@router.get("", dependencies=STATISTICS)
def board(desk: DeskOf, actor: ActorOf, choice: OpinionChoiceOf) -> HTMLResponse:
    """Boxes, charts, map; for the centre also alerts, events and originals."""
    with reading(desk.engine) as connection:
        wanted = read_filter(connection, desk, actor, choice)
        context: dict[str, object] = {"board": read_board(connection, desk, wanted, choice)}
        context |= _told(connection, wanted) if actor.is_centre else {}
    return desk.render("opinions.html", {**context, **_shared(desk, actor, choice), "day_choices": DAYS})


def _shared(desk: Desk, actor: Actor, choice: OpinionChoice) -> dict[str, object]:
    named = named_choices(desk, slugs_of(desk, actor))
    return {"choice": choice, "named": named, "may_read": actor.is_centre}


def _told(connection: Connection, wanted: OpinionFilter) -> dict[str, object]:
    since, until = day_start(wanted.first), day_start(wanted.last + timedelta(days=1))
    slugs, is_practice = wanted.indications, wanted.is_practice
    originals = {
        feeling: each_event_once(
            show_posts(connection, each_once(read_original_posts(connection, wanted, feeling, limit=CHOSEN)))
        )[:ORIGINALS]
        for feeling in (Sentiment.POSITIVE, Sentiment.NEGATIVE)
    }
    return {
        "events": read_events(connection, slugs, since=since, until=until, is_practice=is_practice, limit=EVENTS),
        "alerts": read_alerts(connection, slugs, since=since, is_practice=is_practice, limit=ALERTS),
        "originals": originals,
    }


@router.get("/posts", dependencies=READ)
def posts(desk: DeskOf, actor: ActorOf, choice: OpinionChoiceOf, cut: PostChoiceOf) -> HTMLResponse:
    """The newest posts of the filter, of a day, a feeling, a word."""
    with reading(desk.engine) as connection:
        found = _read_cut(connection, desk, actor, choice, cut)
        shown = show_posts(connection, found[:LISTED])
    context = {"posts": shown, "total": len(found), "most": NEWEST, "cut": cut, "feelings": Sentiment}
    return desk.render("opinion_posts.html", {**context, **_shared(desk, actor, choice)})


def _read_cut(
    connection: Connection, desk: Desk, actor: Actor, choice: OpinionChoice, cut: PostChoice
) -> tuple[ReadPost, ...]:
    wanted = read_filter(connection, desk, actor, choice)
    if cut.day is not None:
        wanted = replace(wanted, first=cut.day, last=cut.day)
    feeling = Sentiment(cut.feeling) if cut.feeling else None
    return holding(read_post_list(connection, wanted, sentiment=feeling), cut.word)


@router.post("/table", dependencies=STATISTICS)
def table(
    desk: DeskOf,
    actor: ActorOf,
    choice: OpinionChoiceOf,
    reason: Reason,
    ending: Annotated[TableEnding, Form()] = TableEnding.XLSX,
) -> Response:
    """Every table of the board as one file."""
    with writing(desk.engine) as connection:
        wanted = read_filter(connection, desk, actor, choice)
        sheets = board_sheets(read_board(connection, desk, wanted, choice))
        note = note_of(desk, actor, reason, wanted=choice.query(), at_most=NEWEST)
        rows = sum(len(sheet.rows) for sheet in sheets)
        log_export(connection, actor, note, what="opinion board", rows=rows)
    return file_answer(print_sheets(sheets, note, ending), desk, "舆情数据", "opinions", ending, ending.media_type)


@router.post("/posts/table", dependencies=READ)
def post_table(
    desk: DeskOf,
    actor: ActorOf,
    choice: OpinionChoiceOf,
    cut: PostChoiceOf,
    reason: Reason,
    ending: Annotated[TableEnding, Form()] = TableEnding.XLSX,
) -> Response:
    """The posts of the list, at most NEWEST."""
    with writing(desk.engine) as connection:
        found = _read_cut(connection, desk, actor, choice, cut)
        note = note_of(desk, actor, reason, wanted=choice.query(**_told_cut(cut)), at_most=NEWEST)
        log_export(connection, actor, note, what="opinion posts", rows=len(found))
    sheets = [post_sheet(desk.names, found)]
    return file_answer(print_sheets(sheets, note, ending), desk, "舆情帖文", "posts", ending, ending.media_type)


def _told_cut(cut: PostChoice) -> dict[str, object]:
    return {"day": cut.day or "", "feeling": cut.feeling, "word": cut.word}
