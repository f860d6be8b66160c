"""Issued papers are kept as they were; a correction is another paper."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import DBAPIError

from leads_db.errors import DigestMismatch, EvidenceMissing, NotFound, PaperSuperseded
from leads_db.paper_file import keep_paper, read_paper_bytes
from leads_db.paper_tables import papers
from leads_db.records.paper import Paper, PaperKind
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.papers import PaperFilter, read_correction, read_paper, read_papers, save_paper
from leads_db.store.practice import wipe_practice
from leads_db.store.uids import new_uid
from tests.factories import NOON


def paper(**changes: Any) -> Paper:
    facts: dict[str, Any] = {
        "uid": new_uid(),
        "kind": PaperKind.TRANSFER_LETTER,
        "number": "本市监线移〔2026〕3号",
        "title": "关于移送线索的函",
        "city": "benxi",
        "subject": "GI-benxi-20261124-0001",
        "sha256": "ab" * 32,
        "size": 3,
        "file": "issued/2026/11/x.docx",
        "issued_at": NOON,
        "issued_by": "wang",
        "facts": {"addressee": "桓仁县市场监督管理局"},
    }
    return Paper(**{**facts, **changes})


def save(engine: Engine, *items: Paper) -> None:
    for item in items:
        with writing(engine) as connection:
            save_paper(connection, item)


def test_a_paper_is_read_as_it_was_saved(engine: Engine) -> None:
    kept = paper()
    save(engine, kept)
    with reading(engine) as connection:
        assert read_paper(connection, kept.uid) == kept
        assert find_broken_audit(connection) is None
        with pytest.raises(NotFound):
            read_paper(connection, "x" * 500)


def test_a_correction_names_the_old_paper_and_is_the_only_one(engine: Engine) -> None:
    old = paper()
    new = paper(supersedes=old.uid, reason="主送有误")
    save(engine, old, new)
    with reading(engine) as connection:
        assert read_correction(connection, old.uid) == new
        assert read_correction(connection, new.uid) is None
    with pytest.raises(PaperSuperseded, match=new.uid):
        save(engine, paper(supersedes=old.uid))
    with pytest.raises(NotFound):
        save(engine, paper(supersedes="nobody"))


def test_papers_are_found_by_city_kind_and_subject_the_newest_first(engine: Engine) -> None:
    first = paper()
    later = paper(issued_at=NOON + timedelta(hours=1), kind=PaperKind.URGING)
    other = paper(city="jiaozuo", subject="2026-W48", is_practice=True)
    save(engine, first, later, other)
    with reading(engine) as connection:

        def found(**wanted: Any) -> list[str]:
            return [item.uid for item in read_papers(connection, PaperFilter(**wanted), limit=9)]

        assert found(cities=("benxi",)) == [later.uid, first.uid]
        assert found(kinds=(PaperKind.URGING,)) == [later.uid]
        assert found(subjects=("2026-W48",), is_practice=True) == [other.uid]
        assert found(subjects=()) == []


def test_the_database_itself_refuses_to_change_or_drop_a_paper(engine: Engine) -> None:
    save(engine, paper())
    for statement in (update(papers).values(number="1"), delete(papers)):
        with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
            connection.execute(statement)


def test_a_wipe_of_the_practice_market_takes_its_papers_alone(engine: Engine) -> None:
    drill = paper(is_practice=True)
    real = paper()
    save(engine, drill, paper(is_practice=True, supersedes=drill.uid), real)
    with writing(engine) as connection:
        assert wipe_practice(connection, now=NOON, actor="test")["papers"] == 2
    with reading(engine) as connection:
        assert [item.uid for item in read_papers(connection, PaperFilter(), limit=9)] == [real.uid]


def test_bytes_are_kept_once_and_a_changed_file_is_told(tmp_path: Path) -> None:
    digest, place = keep_paper(tmp_path, b"docx", at=NOON, ending=".docx", is_practice=False)
    assert keep_paper(tmp_path, b"docx", at=NOON, ending=".docx", is_practice=False) == (digest, place)
    kept = paper(sha256=digest, file=place)
    assert read_paper_bytes(tmp_path, kept) == b"docx"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{digest}.docx"]
    (tmp_path / place).write_bytes(b"docy")
    with pytest.raises(DigestMismatch):
        read_paper_bytes(tmp_path, kept)


@pytest.mark.parametrize("place", ["issued/2026/11/none.docx", "../secret", "/etc/hostname"])
def test_a_file_that_is_gone_or_outside_is_not_read(tmp_path: Path, place: str) -> None:
    (tmp_path.parent / "secret").write_bytes(b"x")
    with pytest.raises(EvidenceMissing):
        read_paper_bytes(tmp_path, replace(paper(), file=place))
