"""The events of a lead's life, written down as short as a test can say them."""

from datetime import UTC, date, datetime, time
from typing import Any

from leads_db.clocks import SHANGHAI
from leads_db.lifecycle import RULES
from leads_db.records.account import Role
from leads_db.records.handling import LeadEvent, LeadState, Move

NUMBER = "GI-benxi-20261201-0001"


def at(text: str) -> datetime:
    """`2026-12-01` (10:00) or `2026-12-01 09:30`, Shanghai; aware UTC."""
    day, _, clock = text.partition(" ")
    moment = time.fromisoformat(clock or "10:00")
    return datetime.combine(date.fromisoformat(day), moment, SHANGHAI).astimezone(UTC)


class Life:
    """Collects events by the table of moves: an illegal one is the test's own mistake and fails it."""

    def __init__(self) -> None:
        self.events: list[LeadEvent] = []

    def then(self, move: Move, when: str | datetime, **facts: Any) -> "Life":
        state = self.events[-1].to_state if self.events else None
        rule = next(rule for rule in RULES if rule.move is move and (state in rule.from_states or not self.events))
        to_state = rule.to_state or state
        assert isinstance(to_state, LeadState)
        moment = at(when) if isinstance(when, str) else when
        told = {"facts": facts, "actor": "test", "role": Role.SYSTEM}
        self.events.append(LeadEvent(lead=NUMBER, move=move, from_state=state, to_state=to_state, at=moment, **told))  # type: ignore[arg-type]
        return self


def dispatched(when: str = "2026-12-01") -> Life:
    """A lead on its way to a county."""
    life = Life().then(Move.OPEN, when).then(Move.CONFIRM, when).then(Move.APPROVE, when, host="huanren")
    return life.then(Move.DISPATCH, when, host="huanren", number="1", round=1, seal="s")


def received(when: str = "2026-12-01") -> Life:
    """A lead that its county signed on the day on which it was sent."""
    return dispatched(when).then(Move.SIGN, when)
