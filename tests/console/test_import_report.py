"""Files through the whole of `gi-leads import`: reading, judging, storing, telling."""

import base64
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from console.import_report import run_import
from console.run_sheet import print_run
from console.session import Session
from leads_db.errors import ImportFileError
from leads_db.evidence_file import read_evidence
from leads_db.lead_tables import lead_listings, leads
from leads_db.records import RunState, Trigger
from leads_db.register import load_register
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.evidence import read_evidence_row
from leads_db.store.imports import end_dead_imports
from leads_db.store.runs import read_run, read_runs, save_new_run, save_run_state
from leads_db.store.units import utc_now
from leads_db.tables import assessments, evidence, findings, listings, mentions, runs, snapshots
from pipelines.judge import Judge
from scheduler.held_leases import HeldLeases

TABLES = (listings, snapshots, assessments, findings, leads, lead_listings, evidence)
PAGE = """<!-- saved from url=(0031)https://shop.example.com/p/{id} -->
<html><head><meta charset="utf-8"><title>x</title>
<script type="application/ld+json">{{"@type": "Product", "productID": "{id}", "name": "正宗桓仁大米 10斤 五常产",
"offers": {{"price": "19.9", "priceCurrency": "CNY", "seller": {{"name": "某粮油"}}}}}}
</script></head><body></body></html>"""
Import = Callable[..., int]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_register())


@pytest.fixture(autouse=True)
def _built_once(monkeypatch: pytest.MonkeyPatch, judge: Judge) -> None:
    monkeypatch.setattr("console.import_report.Judge", lambda register: judge)


@pytest.fixture
def session(settings: Settings, engine: Engine) -> Session:
    return Session(settings=settings, engine=engine, user="test")


@pytest.fixture
def bring_in(session: Session, tmp_path: Path) -> Import:
    """Write a file and import it; its exit code."""

    def bring(name: str, content: str | bytes, platform: str | None = None) -> int:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_import(session, path, [], platform)

    return bring


def row(number: int, **changes: object) -> str:
    facts = {
        "title": f"正宗桓仁大米 江苏产 {number}斤",
        "url": f"https://item.taobao.com/item.htm?id=61{number}",
        **changes,
    }
    return json.dumps({"shop": "某粮油店", **facts}, ensure_ascii=False) + "\n"


def counts(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_rows_become_listings_assessments_and_leads(
    bring_in: Import, session: Session, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in("rows.jsonl", row(1) + row(2) + row(3, title="手机壳", shop="别家")) == 0
    stored = dict(zip((table.name for table in TABLES), counts(engine), strict=True))
    assert (stored["listings"], stored["assessments"], stored["leads"], stored["lead_listings"]) == (3, 2, 1, 2)
    with reading(engine) as connection:
        (run,) = read_runs(connection)
    assert (run.trigger, run.state, run.counts["leads_new"]) == (Trigger.IMPORT, RunState.FINISHED, 1)
    assert run.params["file"] == "rows.jsonl"
    assert f"sha256 {run.params['sha256']}" in capsys.readouterr().out
    print_run(session, run.id)
    told = capsys.readouterr().out
    assert (run.params["sha256"] in told, "Units" in told) == (True, False)


def test_the_same_file_again_changes_no_row_count(bring_in: Import, engine: Engine) -> None:
    content = row(1) + row(1, price=9) + row(2) + row(1, price=7)
    bring_in("rows.jsonl", content)
    before = counts(engine)
    assert bring_in("rows.jsonl", content) == 0
    assert bring_in("renamed.jsonl", content) == 0
    assert counts(engine) == before


def test_broken_rows_are_all_written_down_and_the_rest_is_kept(
    bring_in: Import, engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in("rows.jsonl", row(1) + "{\n" * 25 + row(2)) == 4
    told = capsys.readouterr().out
    kept = (settings.home / "imports" / "run-1.broken.txt").read_text("utf-8").splitlines()
    assert ("line 2: no valid JSON" in told, "line 22:" in told, len(kept)) == (True, False, 25)
    assert counts(engine)[0] == 2
    with reading(engine) as connection:
        assert read_run(connection, 1).state is RunState.PARTIAL


def test_a_file_without_one_sound_row_exits_with_one(bring_in: Import, engine: Engine) -> None:
    assert bring_in("rows.jsonl", "x\n") == 1
    with reading(engine) as connection:
        assert read_run(connection, 1).state is RunState.FAILED


def test_saved_pages_are_read_like_crawled_ones_and_kept(bring_in: Import, engine: Engine, settings: Settings) -> None:
    page = PAGE.format(id=7).encode()
    assert bring_in("page.html", page) == 0
    with reading(engine) as connection:
        kept = read_evidence_row(connection, 1)
        digest = connection.scalar(select(snapshots.c.evidence_digest))
    assert read_evidence(settings.evidence_folder, kept).body == page
    assert (digest, kept.url) == (kept.digest, "https://shop.example.com/p/7")
    before = counts(engine)
    assert bring_in("page.html", page) == 0
    assert counts(engine) == before


def test_a_zip_of_pages_names_what_it_cannot_read(
    bring_in: Import, engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("a/1.html", PAGE.format(id=1))
        archive.writestr("a/2.htm", "<html><body>登录</body></html>")
        archive.writestr("a/3.png", "x")
    assert bring_in("pages.zip", (tmp_path / "made.zip").read_bytes()) == 4
    assert "a/2.htm: the page does not say where it came from" in capsys.readouterr().out
    assert counts(engine)[0] == 1


def test_a_har_gives_its_pages_with_their_time(
    bring_in: Import, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    body = base64.b64encode(PAGE.format(id=5).encode()).decode()
    entry = {
        "startedDateTime": "2026-11-20T12:00:00.000+08:00",
        "request": {"url": "https://shop.example.com/p/5"},
        "response": {
            "status": 200,
            "headers": [],
            "content": {"mimeType": "text/html", "encoding": "base64", "text": body},
        },
    }
    picture = {**entry, "response": {"status": 200, "content": {"mimeType": "image/png"}}}
    assert bring_in("a.har", json.dumps({"log": {"entries": [entry, picture, {}]}})) == 4
    told = capsys.readouterr().out
    assert ("entries that are no pages: 1" in told, "entry 3: no entry of a HAR" in told) == (True, True)
    with reading(engine) as connection:
        seen = connection.scalar(select(snapshots.c.seen_at))
    assert seen is not None
    assert seen.isoformat() == "2026-11-20T04:00:00+00:00"


def test_the_practice_market_is_refused(bring_in: Import, engine: Engine) -> None:
    with pytest.raises(ImportFileError, match="would be wiped"):
        bring_in("rows.jsonl", row(1), platform="practice")
    assert bring_in("rows.jsonl", row(1, platform="practice")) == 1
    assert counts(engine)[0] == 0


def test_two_imports_of_one_file_do_not_run_at_once(bring_in: Import, engine: Engine) -> None:
    with HeldLeases(engine, utc_now) as leases:
        leases.take("source:import:rows.jsonl")
        with pytest.raises(ImportFileError, match="another import of it goes on"):
            bring_in("rows.jsonl", row(1))
    assert bring_in("rows.jsonl", row(1)) == 0


def test_an_import_that_died_is_ended_by_the_next(bring_in: Import, engine: Engine) -> None:
    now = utc_now()
    with writing(engine) as connection:
        number = save_new_run(
            connection, source="import:dead.csv", trigger=Trigger.IMPORT, requested_by="test", now=now
        )
        save_run_state(connection, number, RunState.RUNNING, now=now)
        assert end_dead_imports(connection, now) == (number,)
        connection.execute(update(runs).values(state=RunState.RUNNING))
    bring_in("rows.jsonl", row(1))
    with reading(engine) as connection:
        run = read_run(connection, number)
    assert (run.state, run.note) == (RunState.FAILED, "导入进程中断：再导入同一文件即可补齐")


def test_a_cancelled_import_stops_at_the_next_batch(
    bring_in: Import, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.import_flow.BATCH", 2)
    from console.import_run import ImportRun

    still_open = ImportRun.is_open

    def cancelled(self: ImportRun) -> bool:
        with writing(engine) as connection:
            save_run_state(connection, self.number, RunState.CANCELLED, now=utc_now(), note="已取消")
        return still_open(self)

    monkeypatch.setattr(ImportRun, "is_open", cancelled)
    assert bring_in("rows.jsonl", "".join(map(row, range(6)))) == 4
    assert counts(engine)[0] == 2
    with reading(engine) as connection:
        assert read_run(connection, 1).note == "已取消"


@pytest.mark.shared
def test_real_listings_are_all_handled(
    session: Session, engine: Engine, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shared / "data" / "listings" / "open.jsonl"
    total = path.read_bytes().count(b"\n")
    assert run_import(session, path, [], None) == 0
    assert counts(engine)[1] == total
    assert "columns not used: source, kind_guess" in capsys.readouterr().out


def test_complaints_become_posts_without_personal_data(
    bring_in: Import, session: Session, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "投诉编号,投诉内容,投诉人\nT1,假桓仁大米，联系我13800138000,王五\nT2,又是假的,赵六\n"
    assert bring_in("c.csv", rows, platform="12315") == 0
    assert bring_in("c.csv", rows, platform="12315") == 0
    with reading(engine) as connection:
        records = list(connection.scalars(select(mentions.c.record)))
    assert len(records) == 2
    assert not [record for record in records if "138001" in record or "王五" in record or "赵六" in record]
    assert "posts" in capsys.readouterr().out
    assert (session.settings.home / "author.salt").stat().st_mode & 0o777 == 0o600
