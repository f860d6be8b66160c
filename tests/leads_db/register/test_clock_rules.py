"""The limits as data: read, overridden by an installation, and refused by name where they cannot be meant."""

from pathlib import Path

import pytest

from leads_db.errors import RegisterFileBroken
from leads_db.lifecycle import AT_BUREAU
from leads_db.records.clock import LimitKind
from leads_db.records.handling import LeadState
from leads_db.register.checking import check_register
from leads_db.register.clock_rules import CLOCKS_FILE, load_clock_rules

ROW = (
    "{id: t, name: 研判, kind: internal, states: [new], starts: [open], amount: 3, unit: workdays, warn: [2], "
    "owner: reviewer, basis: b, source: s, confirmed: true}"
)
HEAD = "sources: {s: set}\nclocks:\n"


def load(folder: Path, *rows: str) -> tuple[object, ...]:
    (folder / CLOCKS_FILE).write_text(HEAD + "".join(f"- {row}\n" for row in rows), encoding="utf-8")
    return load_clock_rules(folder)


def test_every_state_that_waits_for_somebody_has_a_limit() -> None:
    waiting = set(LeadState) - {LeadState.EXCLUDED, LeadState.MERGED, LeadState.ARCHIVED}
    assert {state for rule in load_clock_rules() if rule.is_tracked for state in rule.states} == waiting


def test_limits_of_the_law_name_their_article_and_run_at_the_bureau_alone() -> None:
    for rule in load_clock_rules():
        if rule.kind is LimitKind.LEGAL:
            assert "第" in rule.basis, rule.id
            assert "《" in rule.basis, rule.id
            assert "open" not in rule.starts, rule.id
            assert "dispatch" not in rule.starts, rule.id
        elif set(rule.states) & set(AT_BUREAU):
            assert rule.basis.startswith("内部时限"), rule.id


def test_fifteen_and_ninety_days_start_at_the_bureau() -> None:
    rules = {rule.id: rule for rule in load_clock_rules()}
    assert (rules["verification"].starts, rules["verification"].amount) == (("sign",), 15)
    assert (rules["decision"].starts, rules["decision"].amount, rules["decision"].extension) == (("file",), 90, 30)


def test_an_installations_own_file_replaces_the_packaged_one(tmp_path: Path) -> None:
    assert len(load(tmp_path, ROW)) == 1
    assert [problem for problem in check_register(tmp_path) if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: internal", "kind: usual", "none of internal, legal"),
        ("unit: workdays", "unit: weeks", "none of workdays, days, hours"),
        ("states: [new]", "states: [nowhere]", "unknown nowhere"),
        ("starts: [open]", "starts: [jump]", "unknown jump"),
        ("starts: [open]", "starts: [sign]", "does not lead into"),
        ("starts: [open]", "starts: []", "go together"),
        ("owner: reviewer", "owner: nobody", "no role"),
        ("source: s", "source: elsewhere", "under sources"),
        ("amount: 3", "amount: -1", "between 0 and 400"),
        ("amount: 3", "amount: 401", "between 0 and 400"),
        ("amount: 3", "amount: 3, extension: 2", "go together"),
        ("warn: [2]", "warn: [2, 5]", "the largest first"),
        ("warn: [2]", "warn: [-1]", "none below 0"),
        ("warn: [2]", "escalate_after: 0", "at least 1"),
        ("unit: workdays", "unit: hours, pauses: [testing]", "neither pauses"),
        ("unit: workdays", "unit: workdays, pauses: [holiday]", "unknown holiday"),
        ("amount: 3", "amount: 3, surprise: 1", "unknown key surprise"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(RegisterFileBroken, match=told):
        load(tmp_path, ROW.replace(old, new))
    assert [problem for problem in check_register(tmp_path) if told in problem.what]


def test_two_rows_of_one_limit_on_the_same_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterFileBroken, match="two rows hold"):
        load(tmp_path, ROW, ROW.replace("confirmed: true", "confirmed: true, from_on: 2027-01-01"))
    ended = ROW.replace("confirmed: true", "confirmed: true, to_on: 2026-12-31")
    assert len(load(tmp_path, ended, ROW.replace("confirmed: true", "confirmed: true, from_on: 2027-01-01"))) == 2
