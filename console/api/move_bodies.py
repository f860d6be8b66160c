"""One body for each move that somebody may ask for, made of the table of moves: its facts, and which it needs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BeforeValidator, ConfigDict, Field, create_model

from console.api.forms import READABLE, Code, Day, Form, Moment, Text, Version, Yes, Yuan, whole
from leads_db.lifecycle import RULES, MoveRule
from leads_db.move_facts import CHOICES, KIND_OF, MOST, FactKind
from leads_db.records.account import CENTRE, Role
from leads_db.records.handling import LeadFlag, Move

NOT_HERE = frozenset({Move.OPEN, Move.DISPATCH, Move.RECUR, Move.SIGN, Move.RETURN})
"""Made with something larger: letters at the desk, receipts of a dispatch at its own address."""
MAKERS = CENTRE | {Role.COUNTY, Role.COUNTY_HEAD}
OFFERED = tuple(
    dict.fromkeys(rule.move for rule in RULES if rule.move not in NOT_HERE and MAKERS.intersection(rule.roles))
)


class MoveOrder(Form):
    """What every move has."""

    move: str
    expected_version: Version
    """Of the lead, as it was read; 409 where somebody moved it since."""
    reason: str = Field("", max_length=2_000)


class _MadeFacts(Form):
    """Made of the table, not written: there is no source text to look for docstrings, and the look takes a second."""

    model_config = ConfigDict(use_attribute_docstrings=False)


class _MadeOrder(MoveOrder):
    """As _MadeFacts."""

    model_config = ConfigDict(use_attribute_docstrings=False)


Codes = Annotated[list[Code], Field(min_length=1, max_length=MOST)]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=100, pattern=READABLE)]], Field(max_length=MOST)]
Count = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(whole)]
FORMS: Mapping[FactKind, Any] = {
    FactKind.TEXT: Text,
    FactKind.CODE: Code,
    FactKind.CODES: Codes,
    FactKind.TEXTS: Names,
    FactKind.OFFICERS: Annotated[Names, Field(min_length=2, json_schema_extra={"uniqueItems": True})],
    FactKind.FLAGS: list[LeadFlag],
    FactKind.YES_NO: Yes,
    FactKind.COUNT: Count,
    FactKind.YUAN: Yuan,
    FactKind.DAY: Day,
    FactKind.MOMENT: Moment,
}
TYPES: Mapping[str, Any] = {
    **{name: FORMS[kind] for name, kind in KIND_OF.items()},
    **{name: Literal[tuple(table)] for name, table in CHOICES.items()},
}
"""Fact → the form in which a call gives it; move_facts.py reads it again."""


def _body(move: Move) -> type[MoveOrder]:
    rows = [rule for rule in RULES if rule.move is move]
    facts: dict[str, Any] = {name: (TYPES[name] | None, None) for rule in rows for name in (*rule.needs, *rule.may)}
    facts |= {name: (TYPES[name], ...) for name in rows[0].needs if all(name in rule.needs for rule in rows)}
    named = "".join(part.title() for part in move.split("_"))
    parts: dict[str, Any] = {"move": (Literal[move.value], ...)}
    if facts:
        held = create_model(f"{named}Facts", __base__=_MadeFacts, **facts)
        parts["facts"] = (held, ...) if _needs_any(rows) else (held, Field(default_factory=held))
    if all(rule.needs_reason for rule in rows):
        parts["reason"] = (Text, ...)
    return create_model(f"{named}Order", __base__=_MadeOrder, **parts)


def _needs_any(rows: list[MoveRule]) -> bool:
    return all(rule.needs for rule in rows)


BODIES = {move: _body(move) for move in OFFERED}
if TYPE_CHECKING:
    MoveBody = MoveOrder
else:
    MoveBody = Annotated[Union[tuple(BODIES.values())], Field(discriminator="move")]  # noqa: UP007  # made of a table


def facts_of(order: MoveOrder) -> dict[str, object]:
    """The facts that were given."""
    told = getattr(order, "facts", None)
    return told.model_dump(exclude_none=True) if told is not None else {}
