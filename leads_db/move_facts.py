"""What each fact of a move may hold. Facts come from forms and files as well as from code: all are read here.

Values come out plain, as the audit keeps them: text, numbers, true and false, lists; days and moments in ISO form,
yuan as text. A fact that its row of the table does not name is refused, and so is one of another form.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from leads_db.errors import FactsMissing, FactsRefused
from leads_db.lifecycle import (
    EXCLUSIONS,
    NO_CASE_REASONS,
    PAUSE_KINDS,
    PLATFORM_ACTIONS,
    RETURN_REASONS,
    VERIFY_METHODS,
    MoveRule,
)
from leads_db.records.handling import LeadFlag

LONGEST = 2_000
"""Characters of one text."""
MOST = 50
"""Entries of one list."""
MOST_CNY = Decimal(10) ** 12
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
BUREAU_ID = re.compile(r"[a-z0-9][a-z0-9:_-]{0,59}")
BETWEEN = re.compile(r"[,，、;；\n]+")
YES_NO = {"yes": True, "true": True, "on": True, "1": True, "是": True}
YES_NO |= {"no": False, "false": False, "off": False, "0": False, "否": False}

Reading = Callable[[object], object]
"""Raises ValueError for what is not of its form."""


def read_text(value: object) -> str:
    """Text without control characters, at most LONGEST characters."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"no text of at most {LONGEST} characters")
    return CONTROL.sub("", value).strip()


def _code(value: object) -> str:
    text = read_text(value)
    if not BUREAU_ID.fullmatch(text):
        raise ValueError("no id")
    return text


def _texts(value: object) -> list[str]:
    parts = BETWEEN.split(value) if isinstance(value, str) else value
    if not isinstance(parts, Sequence) or len(parts) > MOST:
        raise ValueError(f"no list of at most {MOST}")
    return [text for part in parts if (text := read_text(part))]


def _codes(value: object) -> list[str]:
    return [_code(text) for text in _texts(value)]


def _officers(value: object) -> list[str]:
    named = list(dict.fromkeys(_texts(value)))
    if len(named) < 2:
        raise ValueError("at least two officers")
    return named


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in YES_NO:
        return YES_NO[value.strip().lower()]
    raise ValueError("neither yes nor no")


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("no count")
    count = int(value)
    if not 0 <= count <= 1_000_000:
        raise ValueError("no count up to a million")
    return count


def _yuan(value: object) -> str:
    if not isinstance(value, str | int | Decimal) or isinstance(value, bool):
        raise ValueError("no amount")
    try:
        amount = Decimal(value)
    except InvalidOperation as fault:
        raise ValueError("no amount") from fault
    if not amount.is_finite() or not 0 <= amount < MOST_CNY:
        raise ValueError("no amount")
    return format(amount, "f")


def _day(value: object) -> str:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError("no day")
    return (value if isinstance(value, date) else date.fromisoformat(value.strip())).isoformat()


def _moment(value: object) -> str:
    moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError("no moment with a time zone")
    return moment.astimezone(UTC).isoformat()


def _one_of(table: Mapping[str, str]) -> Reading:
    def read(value: object) -> object:
        if not isinstance(value, str) or value not in table:
            raise ValueError(f"none of {', '.join(table)}")
        return value

    return read


def _flags(value: object) -> list[str]:
    return sorted(LeadFlag(text).value for text in _texts(value))


class FactKind(StrEnum):
    """The form of a fact; how a call gives it stands in console/api/move_bodies.py, how it is read here."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    TEXTS = "texts"
    OFFICERS = "officers"
    FLAGS = "flags"
    YES_NO = "yes_no"
    COUNT = "count"
    YUAN = "yuan"
    DAY = "day"
    MOMENT = "moment"


NAMES: Mapping[FactKind, str] = {
    FactKind.TEXT: "note missing into cause number seal batch parent child intake asked_of proposed_bureau lacking "
    "waived actual_address conclusion case_number police moved_to decision_number party article result proposal",
    FactKind.CODE: "host",
    FactKind.CODES: "assistants copies",
    FactKind.TEXTS: "photos",
    FactKind.OFFICERS: "officers",
    FactKind.FLAGS: "flags",
    FactKind.YES_NO: "designated named_informer seal_holds subject_found sign_misuse gone seller_sells",
    FactKind.COUNT: "sightings round overdue_days run",
    FactKind.YUAN: "price_below fine_cny confiscated_cny value_cny",
    FactKind.DAY: "due_on checked_on sampled_on sent_out_on came_back_on filed_on decided_on published_on",
    FactKind.MOMENT: "until handed_over_at looked_at",
}
KIND_OF: Mapping[str, FactKind] = {name: kind for kind, names in NAMES.items() for name in names.split()}
"""Fact → its form; a fact of CHOICES is none of these."""
CHOICES: Mapping[str, Mapping[str, str]] = {
    "exclusion": EXCLUSIONS,
    "return_reason": RETURN_REASONS,
    "no_case_reason": NO_CASE_REASONS,
    "pause_kind": PAUSE_KINDS,
    "method": VERIFY_METHODS,
    "platform_action": PLATFORM_ACTIONS,
}
"""Fact → the codes that it may be, with their words."""
_READ: Mapping[FactKind, Reading] = {
    FactKind.TEXT: read_text,
    FactKind.CODE: _code,
    FactKind.CODES: _codes,
    FactKind.TEXTS: _texts,
    FactKind.OFFICERS: _officers,
    FactKind.FLAGS: _flags,
    FactKind.YES_NO: _yes_no,
    FactKind.COUNT: _count,
    FactKind.YUAN: _yuan,
    FactKind.DAY: _day,
    FactKind.MOMENT: _moment,
}
READERS: Mapping[str, Reading] = {
    **{name: _READ[kind] for name, kind in KIND_OF.items()},
    **{name: _one_of(table) for name, table in CHOICES.items()},
}


def read_facts(rule: MoveRule, given: Mapping[str, object]) -> dict[str, object]:
    """The facts of a move as the audit keeps them; empty ones are left out. Raises FactsRefused, FactsMissing."""
    unknown = sorted(set(given) - {*rule.needs, *rule.may})
    if unknown:
        raise FactsRefused(move=rule.move, unknown=", ".join(name[:40] for name in unknown[:10]))
    facts: dict[str, object] = {}
    for name, value in given.items():
        if value is None or value == "" or value == [] or value == ():
            continue
        try:
            facts[name] = READERS[name](value)
        except ValueError as fault:
            raise FactsRefused(move=rule.move, fact=name, cause=str(fault)[:200]) from fault
    missing = [name for name in rule.needs if facts.get(name) in (None, "", [])]
    if missing:
        raise FactsMissing(move=rule.move, missing=", ".join(missing))
    return facts
