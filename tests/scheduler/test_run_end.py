"""How a run ended is told from its units; nothing seen is never «finished» unless the source said so."""

import pytest

from leads_db.records import Outcome, RunState, Unit, UnitState
from scheduler import notes
from scheduler.run_end import judge_run


def unit(outcome: Outcome, number: int = 1) -> Unit:
    state = UnitState.DONE if outcome.is_seen else UnitState.DEAD
    facts = {"run_id": 1, "source": "s", "term": "t", "indication": "i", "page_from": 1, "page_to": 1, "attempts": 1}
    return Unit(id=number, state=state, outcome=outcome, **facts)


@pytest.mark.parametrize(
    ("outcomes", "seen", "minimum", "state"),
    [
        ([Outcome.OK, Outcome.OK], 40, 0, RunState.FINISHED),
        ([Outcome.OK, Outcome.EMPTY], 20, 1, RunState.FINISHED),
        ([Outcome.EMPTY, Outcome.EMPTY], 0, 0, RunState.FINISHED),
        ([Outcome.OK, Outcome.PARTIAL], 40, 0, RunState.PARTIAL),
        ([Outcome.OK, Outcome.SCHEMA_CHANGED], 20, 0, RunState.PARTIAL),
        ([Outcome.OK], 5, 20, RunState.PARTIAL),
        ([Outcome.EMPTY], 0, 20, RunState.PARTIAL),
        ([Outcome.OK], 0, 0, RunState.FAILED),
        ([Outcome.EMPTY, Outcome.OK], 0, 0, RunState.FAILED),
        ([Outcome.BLOCKED_CAPTCHA, Outcome.BLOCKED_CAPTCHA], 0, 0, RunState.FAILED),
        ([Outcome.BLOCKED_CAPTCHA], 12, 0, RunState.PARTIAL),
        ([Outcome.SCHEMA_CHANGED], 0, 0, RunState.FAILED),
        ([], 0, 0, RunState.FAILED),
    ],
)
def test_state_of_a_run(outcomes: list[Outcome], seen: int, minimum: int, state: RunState) -> None:
    assert judge_run([unit(outcome) for outcome in outcomes], seen, minimum)[0] is state


@pytest.mark.parametrize("outcome", [name for name in Outcome if name not in (Outcome.OK, Outcome.EMPTY)])
def test_whatever_was_not_seen_is_named(outcome: Outcome) -> None:
    _state, note = judge_run([unit(Outcome.OK), unit(outcome)], 20, 0)
    assert notes.OUTCOMES[outcome] in note


def test_nothing_seen_without_the_sources_word_is_called_missing_numbers() -> None:
    assert judge_run([unit(Outcome.OK)], 0, 0)[1] == notes.NOTHING_SEEN


def test_too_few_names_both_numbers() -> None:
    assert "5 条" in judge_run([unit(Outcome.OK)], 5, 20)[1]
    assert "20 条" in judge_run([unit(Outcome.OK)], 5, 20)[1]


def test_too_many_and_a_doubt_make_a_run_partial() -> None:
    state, note = judge_run([unit(Outcome.OK)], 900, 1, maximum=500)
    assert state is RunState.PARTIAL
    assert "900 条" in note
    assert "500 条" in note
    state, note = judge_run([unit(Outcome.OK)], 90, 1, doubts=("字段变稀",))
    assert (state, note) == (RunState.PARTIAL, "字段变稀")
