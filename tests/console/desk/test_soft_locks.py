"""A lead that somebody has open: told to others for five minutes, held by nobody for longer, never in the way."""

from datetime import timedelta

from console.desk.soft_locks import HOLDS_FOR, MOST, SoftLocks
from leads_db.records.account import Actor, Role
from tests.factories import NOON

RITA = Actor(name="rita", shown="李研判", roles=frozenset({Role.REVIEWER}))
OTTO = Actor(name="otto", roles=frozenset({Role.REVIEWER}))


def test_who_comes_later_is_told_who_has_it_until_it_ends() -> None:
    locks = SoftLocks()
    assert locks.hold("GI-1", RITA, NOON) is None
    held = locks.hold("GI-1", OTTO, NOON + timedelta(minutes=4))
    assert held is not None
    assert (held.shown, held.until) == ("李研判", NOON + HOLDS_FOR)
    assert locks.hold("GI-1", OTTO, NOON + HOLDS_FOR) is None


def test_looking_again_prolongs_it_and_deciding_ends_it() -> None:
    locks = SoftLocks()
    locks.hold("GI-1", RITA, NOON)
    locks.hold("GI-1", RITA, NOON + timedelta(minutes=4))
    assert set(locks.others(OTTO, NOON + timedelta(minutes=6))) == {"GI-1"}
    assert locks.others(RITA, NOON) == {}
    locks.release("GI-1", OTTO)
    assert locks.others(OTTO, NOON) != {}
    locks.release("GI-1", RITA)
    assert locks.others(OTTO, NOON) == {}


def test_the_memory_stays_small() -> None:
    locks = SoftLocks()
    for place in range(MOST + 5):
        locks.hold(f"GI-{place}", RITA, NOON + timedelta(seconds=place))
    assert len(locks.others(OTTO, NOON)) <= MOST
