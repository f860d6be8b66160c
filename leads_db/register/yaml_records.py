"""YAML files to frozen records: every key must be a field, every broken file is named with its line."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml

from leads_db.errors import RegisterFileBroken

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Record = TypeVar("Record")


def load_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises RegisterFileBroken with file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = getattr(fault, "problem", None) or str(fault)
        raise RegisterFileBroken(f"{path.name}, line {line}: {problem}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise RegisterFileBroken(f"{path.name}: {fault}") from fault


def make_record(kind: type[Record], row: Any, where: str, **made: Any) -> Record:
    """A record of `kind` from a mapping; lists become tuples, `made` holds fields that were built before.

    Raises RegisterFileBroken for an unknown key, a missing one and a value of the wrong shape.
    """
    if not isinstance(row, Mapping):
        raise RegisterFileBroken(f"{where}: a mapping is wanted, not {type(row).__name__}")
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]  # every kind here is a dataclass
    unknown = sorted(str(key) for key in row if key not in known)
    if unknown:
        raise RegisterFileBroken(f"{where}: unknown key {', '.join(unknown)}; known: {', '.join(known)}")
    values = {str(key): made.get(key, _value(known[key].type, value, f"{where}: {key}")) for key, value in row.items()}
    values |= {key: value for key, value in made.items() if key in known}
    missing = [
        name
        for name, item in known.items()
        if name not in values and item.default is MISSING and item.default_factory is MISSING
    ]
    if missing:
        raise RegisterFileBroken(f"{where}: missing {', '.join(missing)}")
    return kind(**values)


def _value(wanted: Any, value: Any, where: str) -> Any:
    name = wanted if isinstance(wanted, str) else str(wanted)
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(value)
    if "Decimal" in name:
        try:
            return Decimal(str(value))
        except InvalidOperation as fault:
            raise RegisterFileBroken(f"{where}: {value!r} is no number") from fault
    if "<class 'datetime.date'>" in name or "date | None" in name:
        if not isinstance(value, date):
            raise RegisterFileBroken(f"{where}: {value!r} is no date like 2026-11-24")
        return value
    if name in ("<class 'str'>", "str | None") and not isinstance(value, str):
        raise RegisterFileBroken(f"{where}: {value!r} must be a text; put it in quotes")
    if name in ("<class 'bool'>", "bool | None") and not isinstance(value, bool):
        raise RegisterFileBroken(f"{where}: {value!r} must be true or false")
    return value
