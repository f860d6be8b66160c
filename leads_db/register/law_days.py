"""Which law a letter cites: the act's by the day of the act, the procedure's by the days of receipt and handling."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leads_db.errors import UnknownReference
from leads_db.records import GroundRef
from leads_db.records.clock import ClockRule, LimitKind
from leads_db.register.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class LawInForce:
    """What a letter may cite."""

    grounds: tuple[GroundRef, ...]
    """In force on the day of the act; of an act that goes on, on the day on which it was last seen."""
    later: tuple[GroundRef, ...]
    """In force on the day of handling and not among `grounds`: where the newer text is the milder one it is applied
    (行政处罚法第三十七条), so the letter names it too."""
    limits: tuple[ClockRule, ...]
    """Legal limits of the bureau's handling, by the day of its receipt (without one: of handling)."""


def grounds_on(
    register: Register,
    rules: Iterable[ClockRule],
    codes: Iterable[str],
    *,
    act_on: date,
    handled_on: date,
    received_on: date | None = None,
) -> LawInForce:
    """The law for acts such as `TM19-57:57-2`; a code without text on a day is left out there, never invented."""
    wanted = tuple(dict.fromkeys(codes))
    grounds = _in_force(register, wanted, act_on)
    later = tuple(one for one in _in_force(register, wanted, handled_on) if one not in grounds)
    day = received_on or handled_on
    limits = tuple(rule for rule in rules if rule.kind is LimitKind.LEGAL and rule.covers(day))
    return LawInForce(grounds=grounds, later=later, limits=limits)


def _in_force(register: Register, codes: Iterable[str], day: date) -> tuple[GroundRef, ...]:
    found: list[GroundRef] = []
    for code in codes:
        try:
            ground = register.ground_ref(code, day)
        except UnknownReference:
            continue
        if ground not in found:
            found.append(ground)
    return tuple(found)
