"""Moves are made by the table or not at all; events rebuild what is stored."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, select

from leads_db.errors import FactsMissing, FactsRefused, MoveNotAllowed, NotFound, SamePerson, StaleLead, StateError
from leads_db.lifecycle import RULES, find_rule
from leads_db.records.account import CENTRE, OF_BUREAU, Actor, Role
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.replay import replay
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import make_move, move_lead, read_handling
from leads_db.store.lead_access import WITH_CENTRE
from leads_db.tables import audit
from tests.factories import NOON
from tests.leads_db.store.handled import (
    APPROVER,
    FACTS,
    HEAD,
    HOST,
    OFFICER,
    REVIEWER,
    SYSTEM,
    bring_to,
    open_lead,
    step,
)

S, M = LeadState, Move


def actor_of(role: Role) -> Actor:
    bureau = HOST if role in OF_BUREAU else None
    return Actor(name=f"some-{role}", roles=frozenset({role}), cities=("benxi",), bureau=bureau)


def prepare(connection: Connection, number: str, move: Move) -> None:
    """What a guard asks for before this move, where the state allows to make it so."""
    before = {M.RESUME: (M.PAUSE, OFFICER), M.REFUSE: (M.ASK_CRIMINAL, OFFICER)}.get(move)
    if before and find_rule(before[0], read_handling(connection, number).state, before[1].roles):
        step(connection, number, *before)


def expected(state: LeadState, move: Move, role: Role) -> str:
    if role not in CENTRE | OF_BUREAU | {Role.SYSTEM}:
        return "refused"
    if role in OF_BUREAU and state in WITH_CENTRE:
        return "hidden"
    return "made" if find_rule(move, state, frozenset({role})) else "refused"


@pytest.mark.parametrize("state", LeadState)
def test_every_cell_of_role_state_and_move_is_as_the_table_says(engine: Engine, state: LeadState) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("9 roles × 17 states × 40 moves once are enough")
    with writing(engine) as connection:
        open_lead(connection, FACTS[M.MERGE]["into"])
        number = open_lead(connection)
        bring_to(connection, number, state)
        wrong = [
            (role, move, wanted, told)
            for role in Role
            for move in Move
            if (told := try_cell(connection, number, move, role)) != (wanted := expected(state, move, role))
        ]
    assert wrong == []


def try_cell(connection: Connection, number: str, move: Move, role: Role) -> str:
    trial = connection.begin_nested()
    prepare(connection, number, move)
    before = read_handling(connection, number)
    actor = REVIEWER if (role, move) == (Role.REVIEWER, M.UNDO) else actor_of(role)
    try:
        step(connection, number, move, actor)
    except NotFound:
        told = "hidden"
    except MoveNotAllowed:
        told = "refused"
    else:
        told = "made"
    assert told == "made" or read_handling(connection, number) == before
    trial.rollback()
    return told


def test_nobody_moves_what_is_part_of_something_larger(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.APPROVED)
        for move in (M.OPEN, M.DISPATCH, M.RECUR):
            with pytest.raises(MoveNotAllowed):
                move_lead(connection, number, move, APPROVER, at=NOON, facts=FACTS.get(move, {}))


def test_two_persons_confirm_and_approve(engine: Engine) -> None:
    both = Actor(name="rita", roles=CENTRE, cities=("benxi",))
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.CONFIRMED)
        with pytest.raises(SamePerson):
            step(connection, number, M.APPROVE, both)
        step(connection, number, M.MARK_UNROUTABLE, both)
        with pytest.raises(SamePerson):
            step(connection, number, M.ROUTE, both)
        assert step(connection, number, M.ROUTE, APPROVER).approver == "anna"


@pytest.mark.parametrize(
    ("ask", "answer"),
    [(M.ASK_EXTENSION, M.EXTEND), (M.ASK_NOT_FILE, M.NOT_FILE), (M.ASK_CRIMINAL, M.TRANSFER_CRIMINAL)],
)
def test_who_asks_the_head_does_not_answer(engine: Engine, ask: Move, answer: Move) -> None:
    both = Actor(name="otto", roles=frozenset({Role.COUNTY, Role.COUNTY_HEAD}), bureau=HOST)
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.RECEIVED)
        asked = step(connection, number, ask, OFFICER)
        assert (asked.asked, asked.flags) == (answer, {LeadFlag.AWAITING_HEAD})
        for move in (answer, M.REFUSE):
            with pytest.raises(SamePerson):
                step(connection, number, move, both)
        other = next(move for move in (M.EXTEND, M.NOT_FILE) if move is not answer)
        for move in (ask, other):
            with pytest.raises(MoveNotAllowed):
                step(connection, number, move, OFFICER if move is ask else HEAD)
        answered = step(connection, number, answer, HEAD)
    assert (answered.asked, LeadFlag.AWAITING_HEAD in answered.flags) == (None, False)


def test_a_lead_is_extended_once_and_paused_once_at_a_time(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.RECEIVED)
        step(connection, number, M.EXTEND, HEAD)
        step(connection, number, M.PAUSE, OFFICER)
        for move, actor in ((M.EXTEND, HEAD), (M.ASK_EXTENSION, OFFICER), (M.PAUSE, OFFICER)):
            with pytest.raises(MoveNotAllowed):
                step(connection, number, move, actor)
        step(connection, number, M.RESUME, OFFICER)
        with pytest.raises(MoveNotAllowed):
            step(connection, number, M.RESUME, OFFICER)


def test_only_the_own_last_move_is_undone_and_only_before_approval(engine: Engine) -> None:
    other = Actor(name="rolf", roles=frozenset({Role.REVIEWER}), cities=("benxi",))
    with writing(engine) as connection:
        number = open_lead(connection)
        for state in (S.CONFIRMED, S.HELD, S.EXCLUDED, S.MERGED):
            bring_to(connection, number, state)
            with pytest.raises(MoveNotAllowed):
                step(connection, number, M.UNDO, other)
            undone = step(connection, number, M.UNDO, REVIEWER)
            assert (undone.state, undone.reviewer, undone.exclusion, undone.merged_into) == (S.NEW, None, None, None)
        bring_to(connection, number, S.APPROVED)
        with pytest.raises(MoveNotAllowed):
            step(connection, number, M.UNDO, REVIEWER)


def test_the_second_return_needs_the_citys_designation(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.RETURNED)
        for move, actor in ((M.REROUTE, APPROVER), (M.DISPATCH, APPROVER), (M.RETURN, OFFICER)):
            step(connection, number, move, actor)
        with pytest.raises(FactsMissing, match="designated"):
            step(connection, number, M.REROUTE, APPROVER)
        assert step(connection, number, M.REROUTE, APPROVER, designated=True).returns == 2


def test_a_lead_of_others_is_not_there(engine: Engine) -> None:
    elsewhere = (
        Actor(name="x", roles=CENTRE, cities=("jiaozuo",)),
        Actor(name="y", roles=frozenset({Role.COUNTY}), cities=("benxi",), bureau="xihu"),
        Actor(name="z", roles=frozenset({Role.COUNTY}), cities=("benxi",), bureau=None),
    )
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.DISPATCHED)
        for actor in elsewhere:
            for asked in (number, "GI-nowhere"):
                with pytest.raises(NotFound) as told:
                    move_lead(connection, asked, M.SIGN, actor, at=NOON)
                assert str(told.value) == f"lead {asked}"


def test_the_second_of_two_is_told_what_changed(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        step(connection, number, M.HOLD, REVIEWER)
        with pytest.raises(StaleLead) as told:
            move_lead(connection, number, M.CONFIRM, REVIEWER, at=NOON, expected_version=1)
        assert told.value.facts["state"] is S.HELD
        assert (told.value.facts["version"], told.value.facts["last_by"]) == (2, "rita")
        assert move_lead(connection, number, M.CONFIRM, REVIEWER, at=NOON, expected_version=2).version == 3


@pytest.mark.parametrize(
    ("move", "facts", "error"),
    [
        (M.CONFIRM, {"state": "punished"}, FactsRefused),
        (M.CONFIRM, {"approver": "rita"}, FactsRefused),
        (M.CONFIRM, {"host": "../etc"}, FactsRefused),
        (M.CONFIRM, {"note": "长" * 2_001}, FactsRefused),
        (M.CONFIRM, {"note": {"a": 1}}, FactsRefused),
        (M.EXCLUDE, {"exclusion": "whatever"}, FactsRefused),
        (M.EXCLUDE, {"exclusion": ["thin"]}, FactsRefused),
        (M.EXCLUDE, {"exclusion": "thin", "acts": ["x"]}, FactsRefused),
        (M.EXCLUDE, {}, FactsMissing),
        (M.EXCLUDE, {"exclusion": ""}, FactsMissing),
        (M.HOLD, {"until": "2026-12-01T00:00"}, FactsRefused),
        (M.HOLD, {"until": "tomorrow"}, FactsRefused),
        (M.HOLD, {"price_below": "NaN"}, FactsRefused),
        (M.HOLD, {"price_below": "-1"}, FactsRefused),
        (M.HOLD, {"sightings": "many"}, FactsRefused),
        (M.HOLD, {"sightings": True}, FactsRefused),
        (M.MERGE, {"into": "GI-benxi-20261120-0001"}, FactsRefused),
        (M.MERGE, {"into": "GI-nowhere"}, FactsRefused),
    ],
)
def test_facts_that_are_unknown_missing_or_of_another_form_change_nothing(
    engine: Engine, move: Move, facts: dict[str, Any], error: type[StateError]
) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
    with pytest.raises(error), writing(engine) as connection:
        move_lead(connection, number, move, REVIEWER, at=NOON, facts=facts)
    with reading(engine) as connection:
        assert read_handling(connection, number).version == 1
        assert len(read_lead_events(connection, number)) == 1


def test_a_reason_that_is_needed_is_asked_for(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.CONFIRMED)
        with pytest.raises(FactsMissing, match="reason"):
            move_lead(connection, number, M.SEND_BACK, APPROVER, at=NOON, reason=" \n")
        with pytest.raises(FactsRefused, match="reason"):
            move_lead(connection, number, M.SEND_BACK, APPROVER, at=NOON, reason="长" * 2_001)


def test_a_verification_names_two_officers(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.RECEIVED)
        with pytest.raises(FactsRefused, match="two officers"):
            step(connection, number, M.VERIFY, OFFICER, officers="甲、甲")
        assert step(connection, number, M.VERIFY, OFFICER, officers="甲、乙").outcome["officers"] == ["甲", "乙"]


def test_a_merged_lead_keeps_its_pointer_and_none_is_merged_into_what_is_closed(engine: Engine) -> None:
    with writing(engine) as connection:
        first, second, third = (open_lead(connection, f"GI-benxi-20261120-000{place}") for place in (1, 2, 3))
        assert step(connection, first, M.MERGE, REVIEWER, into=second).merged_into == second
        for number, into in ((second, third), (third, first)):
            with pytest.raises(FactsRefused, match="into"):
                step(connection, number, M.MERGE, REVIEWER, into=into)
        assert step(connection, first, M.UNMERGE, REVIEWER).merged_into is None


def test_what_was_taken_down_and_is_seen_again_is_told(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.PUNISHED)
        fed_back = step(connection, number, M.FEED_BACK, OFFICER, platform_action="taken_down")
        assert LeadFlag.TAKEN_DOWN in fed_back.flags
        seen = step(connection, number, M.RECHECKED, SYSTEM, gone=False, seller_sells=True)
        assert LeadFlag.SEEN_AGAIN in seen.flags
        assert LeadFlag.TAKEN_DOWN not in seen.flags


ACTORS = (REVIEWER, APPROVER, OFFICER, HEAD, SYSTEM)
STEPS = [(rule.move, actor) for rule in RULES for actor in ACTORS if set(rule.roles) & actor.roles]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=60))
def test_the_events_of_any_walk_rebuild_what_is_stored(engine: Engine, walk: list[tuple[Move, Actor]]) -> None:
    with writing(engine) as connection:
        place = connection.scalar(select(func.count()).select_from(audit))
        number = open_lead(connection, f"GI-benxi-20261120-{place:06d}")
        for move, actor in walk:
            try:
                step(connection, number, move, actor)
            except (StateError, NotFound):
                continue
        events = read_lead_events(connection, number)
        assert replay(events) == read_handling(connection, number)


def test_the_chain_holds_over_moves(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.ARCHIVED)
        assert find_broken_audit(connection) is None
        roles = [event.role for event in read_lead_events(connection, number)]
    assert roles[0] is Role.SYSTEM
    assert len(roles) == 9


def test_a_system_opens_an_excluded_lead_again(engine: Engine) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, S.EXCLUDED)
        again = make_move(connection, number, M.REOPEN, SYSTEM, at=NOON, reason="新的行为", facts={})
    assert (again.state, again.exclusion) == (S.NEW, None)
