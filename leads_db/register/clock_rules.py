"""Load the time limits: clocks.yml of the register, or of the installation's own folder where it has the file."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from leads_db.errors import RegisterFileBroken
from leads_db.lifecycle import PAUSE_KINDS, RULES
from leads_db.records.account import Role
from leads_db.records.clock import ClockRule, LimitUnit
from leads_db.records.handling import LeadState, Move
from leads_db.register.register import FOLDER
from leads_db.register.yaml_records import load_rows, load_yaml, make_record

CLOCKS_FILE = "clocks.yml"
AMOUNT_MOST = 400
WORDS: dict[str, tuple[str, ...]] = {
    "states": tuple(LeadState),
    "starts": tuple(Move),
    "met_by": tuple(Move),
    "pauses": tuple(PAUSE_KINDS),
}
"""Which words a list may hold."""


def load_clock_rules(own_folder: Path | None = None, *, folder: Path = FOLDER) -> tuple[ClockRule, ...]:
    """All limits in the order of the file. Raises RegisterFileBroken naming the row and what is wrong with it."""
    own = own_folder / CLOCKS_FILE if own_folder else None
    path = own if own and own.is_file() else folder / CLOCKS_FILE
    stamp = path.stat() if path.is_file() else None
    return _load(path, stamp and (stamp.st_mtime_ns, stamp.st_size))


@lru_cache(8)  # every page of a lead asks for them; a changed file has another stamp
def _load(path: Path, _stamp: tuple[int, int] | None) -> tuple[ClockRule, ...]:
    tags = load_yaml(path).get("sources") or {}
    rules = [make_record(ClockRule, row, path.name) for row in load_rows(path, "clocks")]
    for rule in rules:
        if fault := next(_faults(rule, tags), ""):
            raise RegisterFileBroken(f"{path.name}: {rule.id}: {fault}")
    if twice := _first_overlap(rules):
        raise RegisterFileBroken(f"{path.name}: {twice}: two rows hold on the same day; end the older one with to_on")
    return tuple(rules)


def _faults(rule: ClockRule, tags: Any) -> Iterator[str]:
    for name, known in WORDS.items():
        if unknown := sorted(set(getattr(rule, name)) - set(known)):
            yield f"{name}: unknown {', '.join(unknown)}; known: {', '.join(known)}"
    if rule.owner not in tuple(Role):
        yield f"owner {rule.owner!r} is no role"
    if rule.source not in tags:
        yield f"source {rule.source!r} does not stand under sources"
    if bool(rule.starts) != bool(rule.states):
        yield "starts and states go together"
    if dead := [move for move in rule.starts if not _leads_into(move, rule)]:
        yield f"starts: {', '.join(dead)} does not lead into its states"
    yield from _faults_of_numbers(rule)


def _faults_of_numbers(rule: ClockRule) -> Iterator[str]:
    if not all(0 <= number <= AMOUNT_MOST for number in (rule.amount, rule.extension, rule.extensions)):
        yield f"amount, extension and extensions lie between 0 and {AMOUNT_MOST}"
    if bool(rule.extension) != bool(rule.extensions):
        yield "extension and extensions go together"
    if list(rule.warn) != sorted(rule.warn, reverse=True) or (rule.warn and rule.warn[-1] < 0):
        yield "warn: working days before the due day, the largest first, none below 0"
    if rule.escalate_after is not None and rule.escalate_after < 1:
        yield "escalate_after: at least 1 working day"
    if rule.unit is LimitUnit.HOURS and (rule.pauses or rule.extension):
        yield "a limit in hours has neither pauses nor extensions"


def _leads_into(move: str, rule: ClockRule) -> bool:
    """True when some row of the table of moves ends, by this move, in a state of the rule."""
    for row in RULES:
        if row.move == move:
            ends = (row.to_state,) if row.to_state else row.from_states
            if any(state in rule.states for state in ends):
                return True
    return False


def _first_overlap(rules: Sequence[ClockRule]) -> str:
    for at, rule in enumerate(rules):
        for other in rules[:at]:
            starts_before_end = other.to_on is None or rule.from_on is None or rule.from_on <= other.to_on
            ends_after_start = rule.to_on is None or other.from_on is None or other.from_on <= rule.to_on
            if other.id == rule.id and starts_before_end and ends_after_start:
                return rule.id
    return ""
