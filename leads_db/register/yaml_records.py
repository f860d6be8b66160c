"""YAML files to frozen records: every key must be a field, every broken file is named with its line."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import yaml
from yaml.constructor import ConstructorError

from leads_db.errors import RegisterFileBroken

Record = TypeVar("Record")
WANTED = {
    str: "a text; put it in quotes",
    bool: "true or false",
    int: "a whole number",
    date: "a date like 2026-11-24 without quotes",
}


class Row(dict[str, Any]):
    """A mapping of a file that knows the line on which it begins."""

    line: int = 0


class RowLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # chosen when it runs
    """Plain values only; a key that stands twice and a day that does not exist are errors, not surprises."""


def _construct_row(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Row:
    row = Row()
    row.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str) or key in row:
            fault = "stands twice" if isinstance(key, str) else "must be a text; put it in quotes"
            raise ConstructorError(None, None, f"key {key!r} {fault}", key_node.start_mark)
        row[key] = loader.construct_object(value_node, deep=True)
    return row


def _construct_day(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as fault:
        raise ConstructorError(None, None, f"{node.value}: {fault}", node.start_mark) from fault


RowLoader.add_constructor("tag:yaml.org,2002:map", _construct_row)
RowLoader.add_constructor("tag:yaml.org,2002:timestamp", _construct_day)


def load_yaml(path: Path) -> Any:
    """The content of a YAML file, mappings as Row. Raises RegisterFileBroken with file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=RowLoader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(fault, "problem", None) or str(fault)
        raise RegisterFileBroken(f"{path.name}{line}: {problem}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise RegisterFileBroken(f"{path.name}: {fault}") from fault


def load_rows(path: Path, key: str) -> list[Row]:
    """The list of mappings under `key`; beside it only `sources` may stand. Raises RegisterFileBroken."""
    content = load_yaml(path)
    if not isinstance(content, Row):
        raise RegisterFileBroken(f"{path.name}: a mapping with the key `{key}` is wanted")
    unknown = [str(name) for name in content if name not in (key, "sources")]
    if unknown:
        raise RegisterFileBroken(f"{path.name}: unknown key {', '.join(unknown)}; known: {key}, sources")
    rows = content.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, Row) for row in rows):
        raise RegisterFileBroken(f"{path.name}: a list of mappings is wanted under `{key}`")
    return rows


def make_record(kind: type[Record], row: Any, file: str) -> Record:
    """A record of `kind` from a mapping, with the records inside it; a field that may be None may be left out.

    Raises RegisterFileBroken with file and line for an unknown key, a missing one and a value of the wrong shape.
    """
    if not isinstance(row, Mapping):
        raise RegisterFileBroken(f"{file}: {row!r} stands where a mapping is wanted")
    where = f"{file}, line {row.line}" if isinstance(row, Row) else file
    wanted, bare = _shape(cast(Any, kind))
    unknown = sorted(str(key) for key in row if key not in wanted)
    if unknown:
        raise RegisterFileBroken(f"{where}: unknown key {', '.join(unknown)}; known: {', '.join(wanted)}")
    missing = [name for name in sorted(bare) if name not in row and not _may_be_none(wanted[name])]
    if missing:
        raise RegisterFileBroken(f"{where}: missing {', '.join(missing)}")
    given = {name: _value(wanted[name], value, f"{where}: {name}") for name, value in row.items()}
    return kind(**(dict.fromkeys(bare) | given))


@cache
def _shape(kind: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """The type of each field, and the fields without a default."""
    bare = {item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING}
    return get_type_hints(kind), frozenset(bare)


def _may_be_none(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _value(hint: Any, value: Any, where: str) -> Any:
    if _may_be_none(hint):
        if value is None:
            return None
        hint = next(choice for choice in get_args(hint) if choice is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise RegisterFileBroken(f"{where}: {value!r} must be a list in [ ]")
        return tuple(_value(get_args(hint)[0], item, where) for item in value)
    if get_origin(hint) is Mapping:
        if not isinstance(value, Mapping):
            raise RegisterFileBroken(f"{where}: {value!r} must be a mapping")
        return {_value(str, key, where): _value(str, item, where) for key, item in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return make_record(hint, value, where.split(",")[0])
    if isinstance(hint, type) and issubclass(hint, (Decimal, StrEnum)):
        return _decimal(value, where) if issubclass(hint, Decimal) else _word(hint, value, where)
    if type(value) is not hint:
        raise RegisterFileBroken(f"{where}: {value!r} must be {WANTED[hint]}")
    return value


def _word(kind: type[StrEnum], value: Any, where: str) -> StrEnum:
    if value not in tuple(kind):
        raise RegisterFileBroken(f"{where}: {value!r} is none of {', '.join(kind)}")
    return kind(value)


def _decimal(value: Any, where: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as fault:
        raise RegisterFileBroken(f"{where}: {value!r} is no number") from fault
    if not number.is_finite():
        raise RegisterFileBroken(f"{where}: {value!r} is no number")
    return number
