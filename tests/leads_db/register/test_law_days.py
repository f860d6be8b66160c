"""Law by the days of act, handling and receipt, on both sides of the nights on which it changes."""

from datetime import date

import pytest

from leads_db.register import load_register
from leads_db.register.clock_rules import load_clock_rules
from leads_db.register.law_days import LawInForce, grounds_on

REGISTER, RULES = load_register(), load_clock_rules()


def law(act: str, handled: str, received: str | None = None, *codes: str) -> LawInForce:
    received_on = date.fromisoformat(received) if received else None
    days = {"act_on": date.fromisoformat(act), "handled_on": date.fromisoformat(handled)}
    return grounds_on(REGISTER, RULES, codes or ("TM19-57:57-2",), **days, received_on=received_on)


def instruments(refs: tuple[object, ...]) -> list[str]:
    return [getattr(ref, "instrument", "") for ref in refs]


@pytest.mark.parametrize(
    ("act", "handled", "cited", "later"),
    [
        ("2026-12-31", "2026-12-31", "2019", ""),
        ("2026-12-31", "2027-01-01", "2019", "2026"),
        ("2027-01-01", "2027-01-04", "2026", ""),
    ],
)
def test_the_act_is_judged_by_the_law_of_its_day_and_the_newer_text_is_named(
    act: str, handled: str, cited: str, later: str
) -> None:
    found = law(act, handled)
    assert [cited in name for name in instruments(found.grounds)] == [True]
    assert [later in name for name in instruments(found.later)] == ([True] if later else [])


def test_an_act_before_the_unfair_competition_law_turned_keeps_its_old_article() -> None:
    code = next(
        f"{ground.id}:{act.code}"
        for ground in REGISTER.grounds.values()
        for act in ground.acts
        if "反不正当竞争法" in ground.instrument and ground.to_on == date(2025, 10, 14) and act.becomes
    )
    old, new = law("2025-10-14", "2026-11-24", None, code), law("2025-10-15", "2026-11-24", None, code)
    assert old.grounds != new.grounds
    assert old.later == new.grounds
    assert new.later == ()


def test_an_article_without_text_on_a_day_is_left_out_never_invented() -> None:
    found = law("1999-01-01", "2026-11-24", None, "TM19-57:57-2", "NO-SUCH:1")
    assert (found.grounds, len(found.later)) == ((), 1)


def test_the_limits_go_by_the_day_of_receipt() -> None:
    before = law("2026-04-01", "2026-05-01", "2026-04-14")
    after = law("2026-04-01", "2026-05-01", "2026-04-15")
    assert [rule.confirmed for rule in before.limits if rule.id == "informer"] == [True]
    assert [rule.confirmed for rule in after.limits if rule.id == "informer"] == [False]
    assert law("2026-04-01", "2026-05-01").limits == after.limits
    assert all(rule.kind == "legal" for rule in after.limits)
