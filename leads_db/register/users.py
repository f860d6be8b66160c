"""The list of authorised users: read from CSV, checked whole, imported without ever leaving half a file."""

import contextlib
import csv
import io
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from leads_db.errors import StoreFull, UsersFileBroken
from leads_db.records import AuthorisedUser
from leads_db.register.credit_code import is_credit_code
from leads_db.sheets import parse_day, read_sheet

COLUMNS = (
    "indication_id", "name", "credit_code", "brand", "county_code", "products", "sign_code", "valid_from", "valid_to",
)  # fmt: skip
SEPARATORS = "、;；|/"
USERS_FILE = "authorised_users.csv"
INDICATIONS = Path(__file__).parent / "indications"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of users did."""

    count: int
    indications: tuple[str, ...]
    kept: Path | None
    """The list that stood before, now under this name; None: there was none."""
    doubtful: tuple[str, ...] = ()
    """Lines whose codes have a wrong check character: imported, to be compared with the business licence."""


def read_users_csv(path: Path) -> tuple[AuthorisedUser, ...]:
    """Every row as an AuthorisedUser; UTF-8 and GB18030 are both read. Raises UsersFileBroken with all bad lines."""
    reader = csv.DictReader(io.StringIO(read_sheet(path, UsersFileBroken), newline=""))
    users, bad = [], []
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise UsersFileBroken(f"{path.name}: columns missing: {', '.join(missing)}")
        for row in reader:
            try:
                users.append(_user(row, f"line {reader.line_num}"))
            except ValueError as fault:
                bad.append(f"line {reader.line_num}: {fault}")
    except csv.Error as fault:
        bad.append(f"line {reader.line_num}: {fault}")
    if bad:
        raise UsersFileBroken(f"{path.name}: {'; '.join(bad)}")
    return tuple(users)


def import_users(path: Path, own_folder: Path) -> ImportReport:
    """Check the file whole, then make it the installation's list; the list before stays beside it with its date.

    The new list appears at once or not at all. Raises UsersFileBroken, StoreFull.
    """
    users = read_users_csv(path)
    _refuse_unknown(path.name, users)
    target = own_folder / USERS_FILE
    part = own_folder / f"{USERS_FILE}.{os.getpid()}.part"
    kept = own_folder / f"authorised_users.until-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.csv" if target.exists() else None
    try:
        own_folder.mkdir(parents=True, exist_ok=True)
        if kept is not None:
            shutil.copyfile(target, kept)
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(read_sheet(path, UsersFileBroken))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as fault:
        with contextlib.suppress(OSError):
            part.unlink()
        raise StoreFull(f"{target}: {fault.strerror}") from fault
    return ImportReport(len(users), tuple(sorted({user.indication for user in users})), kept, find_doubtful(users))


def _refuse_unknown(name: str, users: tuple[AuthorisedUser, ...]) -> None:
    known = {path.stem for path in INDICATIONS.glob("*.yml")}
    bad = [f"{user.source}: no indication {user.indication!r}" for user in users if user.indication not in known]
    if bad:
        raise UsersFileBroken(f"{name}: {'; '.join(bad)}")


def _user(row: dict[str, str], line: str) -> AuthorisedUser:
    if None in row or any(row[name] is None for name in COLUMNS):
        raise ValueError("another number of columns than the heading")
    text = {name: row[name].strip() for name in COLUMNS}
    for name in ("indication_id", "name", "credit_code"):
        if not text[name]:
            raise ValueError(f"{name} is empty")
    products = text["products"]
    for separator in SEPARATORS:
        products = products.replace(separator, "\n")
    begin, end = _day(text["valid_from"], "valid_from"), _day(text["valid_to"], "valid_to")
    if begin and end and end < begin:
        raise ValueError(f"valid_to {end} lies before valid_from {begin}")
    return AuthorisedUser(
        indication=text["indication_id"],
        name=text["name"],
        credit_code=text["credit_code"].upper(),
        brand=text["brand"],
        county_code=text["county_code"],
        products=tuple(part.strip() for part in products.split("\n") if part.strip()),
        sign_code=text["sign_code"].upper(),
        from_on=begin,
        to_on=end,
        source=line,
    )


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    day = parse_day(text)
    if day is None:
        raise ValueError(f"{name} {text!r} is no date like 2026-11-24")
    return day


def find_doubtful(users: Iterable[AuthorisedUser]) -> tuple[str, ...]:
    """Lines whose credit or sign code has a wrong check character (GB 32100-2015)."""
    return tuple(
        f"{user.source}: {user.name}: {label} {code}"
        for user in users
        for label, code in (("credit_code", user.credit_code), ("sign_code", user.sign_code))
        if code and not is_credit_code(code)
    )


def read_current_users(own_folder: Path | None) -> tuple[AuthorisedUser, ...]:
    """The list that holds: the installation's own where it has one, else the packaged one. Raises UsersFileBroken."""
    own = own_folder / USERS_FILE if own_folder else None
    return read_users_csv(own if own and own.is_file() else Path(__file__).parent / USERS_FILE)


@dataclass(frozen=True, slots=True)
class UserChanges:
    """What a new list changes."""

    added: tuple[AuthorisedUser, ...]
    removed: tuple[AuthorisedUser, ...]
    changed: tuple[tuple[AuthorisedUser, AuthorisedUser], ...]
    """Before and after."""
    same: int


def compare_users(held: Iterable[AuthorisedUser], fresh: Iterable[AuthorisedUser]) -> UserChanges:
    """Row against row of the same firm, brand and indication, the line numbers left aside."""
    before, after = {_identity(one): one for one in held}, {_identity(one): one for one in fresh}
    both = [(before[key], after[key]) for key in after if key in before]
    changed = tuple(pair for pair in both if replace(pair[0], source="") != replace(pair[1], source=""))
    return UserChanges(
        added=tuple(one for key, one in after.items() if key not in before),
        removed=tuple(one for key, one in before.items() if key not in after),
        changed=changed,
        same=len(both) - len(changed),
    )


def _identity(one: AuthorisedUser) -> tuple[object, ...]:
    return one.indication, one.credit_code, one.brand, one.sign_code, one.products
