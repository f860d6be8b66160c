"""The clerk writes each paper that the clock owes, once, and ends when it is asked to."""

import threading
from datetime import UTC, datetime

from sqlalchemy import Engine

from console.documents.letter_making import open_papers
from console.paper_clerk import run, write_all_owed
from leads_db.records.account import SYSTEM_ACTOR
from leads_db.records.handling import Move
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.letter_numbers import find_number_gaps
from leads_db.store.numbered_moves import move_with_number
from leads_db.store.papers import PaperFilter, read_papers
from tests.console.desk.county_store import fill

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


def test_what_the_clock_did_gets_its_paper_once(engine: Engine, settings: Settings) -> None:
    number = fill(engine, settings, NOW)["huanren"].numbers[0]
    desk, stop = open_papers(settings), threading.Event()
    with writing(engine) as connection:
        for move in (Move.URGE, Move.SUPERVISE):
            facts = {"due_on": "2026-11-25"}
            move_with_number(connection, number, move, SYSTEM_ACTOR, desk.organs, at=NOW, reason="签收", facts=facts)
    clerks = [threading.Thread(target=write_all_owed, args=(engine, desk)) for _ in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    stop.set()
    run(engine, desk, stop)
    with reading(engine) as connection:
        found = read_papers(connection, PaperFilter(kinds=(PaperKind.URGING, PaperKind.SUPERVISION)), limit=9)
        assert sorted(paper.kind for paper in found) == [PaperKind.SUPERVISION, PaperKind.URGING]
        assert {paper.issued_by for paper in found} == {SYSTEM_ACTOR.name}
        assert find_number_gaps(connection) == ()
