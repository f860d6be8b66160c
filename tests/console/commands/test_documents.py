"""`gi-leads documents`: papers written to files; refusals are named."""

from pathlib import Path

import pytest

from leads_db.clocks import shanghai_day
from leads_db.store.units import utc_now
from tests.console.commands.conftest import RunCommand
from tests.console.commands.test_lead_acts import ONE, _a_lead, as_user, move
from tests.console.documents.reopened import text_of

__all__ = ["_a_lead"]

THIS_YEAR = shanghai_day(utc_now()).year


def test_a_form_of_a_lead_is_written_as_a_draft(run_command: RunCommand, tmp_path: Path) -> None:
    code, said, _ = run_command("documents", "render", "lead_form", ONE, "-o", tmp_path / "f.docx")
    assert (code, said.startswith("f.docx: ")) == (0, True)
    assert "【草稿】" in text_of((tmp_path / "f.docx").read_bytes())


def test_a_sent_letter_is_listed_fetched_and_packed(
    run_command: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    as_user(monkeypatch, "rita")
    run_command("evidence", "seal", ONE)
    move(run_command, "confirm", "--role", "reviewer")
    as_user(monkeypatch, "anna")
    move(run_command, "approve", "--role", "approver", "--fact", "host=huanren")
    said = run_command("leads", "dispatch", ONE)[1]
    batch = next(word for word in said.split() if len(word) == 22 and word != ONE)
    listed = run_command("documents", "list")[1]
    register = run_command("documents", "numbers")[1]
    assert [word in register for word in (f"〔{THIS_YEAR}〕1号", "已用")] == [True] * 2
    uid = next(word for word in listed.split() if len(word) == 22 and word not in (batch, ONE))
    assert [word in listed for word in ("案件线索移送函", f"〔{THIS_YEAR}〕1号", "✓")] == [True] * 3
    assert run_command("documents", "fetch", uid, "-o", tmp_path / "a.docx")[0] == 0
    assert run_command("documents", "render", "transfer_letter", batch, "-o", tmp_path / "b.docx")[0] == 0
    issued, rendered = ((tmp_path / name).read_bytes() for name in ("a.docx", "b.docx"))
    assert text_of(issued) == text_of(rendered)
    assert issued == rendered
    assert run_command("documents", "pack", batch, "-o", tmp_path / "p.zip")[0] == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("render", "poem", ONE), "documents kinds"),
        (("render", "ledger", ONE), "without a template"),
        (("render", "lead_form", "GI-none"), "GI-none"),
        (("fetch", "none"), "documents list"),
        (("pack", "none"), "batch"),
    ],
)
def test_refusals_are_named(run_command: RunCommand, tmp_path: Path, words: tuple[str, ...], named: str) -> None:
    code, _, told = run_command("documents", *words, "-o", tmp_path / "x")
    assert (code, named in told) == (1, True), told
    assert not (tmp_path / "x").exists()


def test_a_folder_that_does_not_exist_is_named(run_command: RunCommand, tmp_path: Path) -> None:
    code, _, told = run_command("documents", "render", "lead_form", ONE, "-o", tmp_path / "none" / "x.docx")
    assert (code, "x.docx" in told) == (1, True)


def test_templates_are_copied_out_and_kinds_are_listed(run_command: RunCommand, tmp_path: Path) -> None:
    assert run_command("documents", "templates", tmp_path)[0] == 0
    assert len(list(tmp_path.glob("*.docx"))) == 16
    assert "线索登记表" in run_command("documents", "kinds")[1]
