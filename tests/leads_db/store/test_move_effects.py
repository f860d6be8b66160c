"""The days of a pause lie between what came before and today; anything else is refused and changes nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from leads_db.errors import FactsRefused
from leads_db.records.handling import LeadState, Move
from leads_db.store.engine import writing
from leads_db.store.handling import move_lead, read_handling
from tests.factories import NOON
from tests.leads_db.store.handled import OFFICER, bring_to, open_lead

NUMBER = "GI-benxi-20261120-0001"
LATER = NOON + timedelta(days=10)


def day(after: int) -> str:
    return (NOON + timedelta(days=after)).date().isoformat()


@pytest.fixture
def received(engine: Engine) -> Iterator[Connection]:
    with writing(engine) as connection:
        open_lead(connection, NUMBER)
        bring_to(connection, NUMBER, LeadState.RECEIVED)
        yield connection


def pause(connection: Connection, sent_out_on: str) -> None:
    told = {"pause_kind": "testing", "sent_out_on": sent_out_on}
    move_lead(connection, NUMBER, Move.PAUSE, OFFICER, at=LATER, reason="送检", facts=told)


@pytest.mark.parametrize("after", [-1, 11])
def test_nothing_is_sent_out_before_the_receipt_or_tomorrow(received: Connection, after: int) -> None:
    version = read_handling(received, NUMBER).version
    with pytest.raises(FactsRefused):
        pause(received, day(after))
    assert read_handling(received, NUMBER).version == version


@pytest.mark.parametrize(("after", "is_taken"), [(4, False), (5, True), (10, True), (11, False)])
def test_what_was_sent_out_comes_back_after_it_and_not_tomorrow(
    received: Connection, after: int, is_taken: bool
) -> None:
    pause(received, day(5))
    facts = {"came_back_on": day(after)}
    if is_taken:
        move_lead(received, NUMBER, Move.RESUME, OFFICER, at=LATER, facts=facts)
        with pytest.raises(FactsRefused):
            pause(received, day(after - 1))  # the next one begins no earlier than the last ended
    else:
        with pytest.raises(FactsRefused):
            move_lead(received, NUMBER, Move.RESUME, OFFICER, at=LATER, facts=facts)
