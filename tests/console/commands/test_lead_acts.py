"""A lead's whole way by command line: sealed, confirmed, approved, sent, signed; refusals are named."""

import json
from pathlib import Path

import pytest

from crawlers.capture import Capture
from leads_db.records import Harvest, Outcome, Sighting, Trigger
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine, upgrade, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run
from tests.console.commands.conftest import RunCommand
from tests.factories import NOON, assessment, listing

ONE = "GI-benxi-20261120-0001"
READY = {"subject": 0.8, "jurisdiction": 1.0}


@pytest.fixture(autouse=True)
def _a_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    engine = open_engine(settings.store_url)
    upgrade(engine)
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
    capture = Capture(settings.evidence_folder, "test", is_practice=False)
    kept = capture.keep("http://127.0.0.1/1", 200, [("Content-Type", "text/html")], b"<p>x", NOON)
    capture.close()
    seen = Sighting(listing=listing("1"), source="test", evidence_digest=kept.digest)
    judged = (assessment(seen.listing, readiness=READY),)
    harvest = Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=(seen,), assessments=judged, evidence=(kept,))
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    engine.dispose()


def as_user(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: name)


def move(run_command: RunCommand, *words: object) -> tuple[int, str, str]:
    return run_command("leads", "move", ONE, *words)


def test_a_lead_goes_its_way(run_command: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    as_user(monkeypatch, "rita")
    code, said, _ = run_command("evidence", "seal", ONE)
    assert (code, f"EV-{ONE}-01" in said) == (0, True)
    assert move(run_command, "confirm", "--role", "reviewer")[:2] == (0, f"{ONE}：确认 → 已确认待审签（第 2 次变动）\n")
    code, _, told = move(run_command, "approve", "--role", "approver", "--fact", "host=huanren")
    assert (code, "Two persons" in told) == (1, True)
    as_user(monkeypatch, "anna")
    assert move(run_command, "approve", "--role", "approver", "--fact", "host=huanren")[0] == 0
    code, said, _ = run_command("leads", "dispatch", ONE)
    assert (code, "本市监线移〔" in said) == (0, True)
    assert move(run_command, "sign", "--role", "county", "--bureau", "xihu")[0] == 1
    assert move(run_command, "sign", "--role", "county", "--bureau", "huanren")[0] == 0
    as_user(monkeypatch, "anna")
    assert move(run_command, "urge", "--role", "approver", "--fact", "due_on=2026-12-01")[0] == 0
    assert move(run_command, "urge", "--role", "approver", "--fact", "number=自编1号")[0] == 1
    code, said, _ = run_command("documents", "list")
    assert [word in said for word in ("案件线索移送函", "签收回执", "催办单", "本市监线催〔")] == [True] * 4
    code, said, _ = run_command("leads", "history", ONE)
    assert [word in said for word in ("签收", "cli:anna（审签人）", "已派发待签收")] == [True] * 3
    code, said, _ = run_command("audit", "verify")
    assert (code, "rebuild all 1 leads" in said) == (0, True)
    assert run_command("evidence", "verify", f"EV-{ONE}-01")[0] == 0
    assert run_command("evidence", "pack", f"EV-{ONE}-01", tmp_path)[0] == 0
    assert (tmp_path / f"EV-{ONE}-01.zip").stat().st_size > 1_000
    assert run_command("evidence", "pack", f"EV-{ONE}-01", tmp_path)[0] == 1


def test_refusals_are_named(run_command: RunCommand) -> None:
    for words, named in (
        (("sing", "--role", "reviewer"), "leads moves"),
        (("confirm", "--role", "system"), "reviewer, approver"),
        (("confirm", "--role", "reviewer", "--fact", "note"), "name=value"),
        (("confirm", "--role", "reviewer", "--fact", "state=punished"), "state"),
        (("exclude", "--role", "reviewer"), "exclusion"),
        (("sign", "--role", "county", "--bureau", "huanren"), ONE),
    ):
        code, _, told = move(run_command, *words)
        assert (code, named in told) == (1, True), told
    code, _, told = run_command("leads", "dispatch", ONE)
    assert (code, "table of moves" in told) == (1, True)


def test_damage_ends_the_check_with_an_exit_code(run_command: RunCommand) -> None:
    run_command("evidence", "seal", ONE)
    page = next(read_settings().evidence_folder.rglob("*.gz"))
    page.write_bytes(page.read_bytes()[:-9])
    code, said, _ = run_command("evidence", "verify", f"EV-{ONE}-01")
    assert (code, "DigestMismatch" in said) == (1, True)


def test_a_lead_stored_otherwise_than_its_events_tell_is_named(run_command: RunCommand) -> None:
    from sqlalchemy import text

    engine = open_engine(read_settings().store_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE leads SET outcome = :told"), {"told": json.dumps({"fine_cny": "9"})})
    engine.dispose()
    code, said, _ = run_command("audit", "verify")
    assert (code, ONE in said) == (1, True)


def test_the_table_of_moves_is_printed(run_command: RunCommand) -> None:
    code, said, _ = run_command("leads", "moves")
    assert (code, "已签收核查中" in said, "case_number" in said) == (0, True, True)
