"""`gi-leads report`: drafts written from the store, refusals named, an issued brief checked."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from console.cli import app
from console.documents.briefs.making import issue_brief, make_brief
from console.documents.letter_making import open_papers
from leads_db.errors import DocumentError, NotFound
from leads_db.records.handling import Move
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings
from leads_db.store.engine import writing
from tests.console.documents.brief_store import DAY, RIGHT, WRONG, fill, number
from tests.console.documents.reopened import text_of
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, REVIEWER, step

WAYS = {
    "daily": ["--on", DAY],
    "weekly": ["--on", "2026-W47"],
    "monthly": ["--on", "2026-11"],
    "special": ["1"],
    "annual": ["--year", "2026"],
}


@pytest.mark.parametrize("way", WAYS)
def test_each_brief_is_written_as_a_draft(way: str, engine: Engine, settings: Settings, tmp_path: Path) -> None:
    fill(engine, settings)
    file = tmp_path / "brief.docx"
    result = CliRunner().invoke(app, ["report", way, *WAYS[way], "--city", "benxi", "-o", str(file)])
    assert result.exit_code == 0, result.output
    assert "草稿" in text_of(file.read_bytes())


def test_a_city_and_a_time_that_are_none_are_named(engine: Engine, tmp_path: Path) -> None:
    file = str(tmp_path / "x.docx")
    assert isinstance(CliRunner().invoke(app, ["report", "daily", "--city", "x", "-o", file]).exception, NotFound)
    assert isinstance(CliRunner().invoke(app, ["report", "daily", "--on", "x", "-o", file]).exception, DocumentError)


def test_check_ends_with_four_when_a_number_of_the_past_changed(engine: Engine, settings: Settings) -> None:
    fill(engine, settings)
    desk = open_papers(settings)
    with writing(engine) as connection:
        brief = make_brief(connection, desk, PaperKind.DAILY_BRIEF, "benxi", DAY)
        paper = issue_brief(connection, desk, brief, APPROVER, at=NOON + timedelta(days=1))
    assert CliRunner().invoke(app, ["report", "check", paper.uid]).exit_code == 0
    with writing(engine) as connection:
        step(connection, number(RIGHT + WRONG + 1), Move.CONFIRM, REVIEWER, at=NOON + timedelta(minutes=1))
    assert CliRunner().invoke(app, ["report", "check", paper.uid]).exit_code == 4
