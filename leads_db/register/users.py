"""The list of authorised users: read from CSV, checked whole, imported without ever leaving half a file."""

import csv
import io
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from leads_db.errors import UsersFileBroken
from leads_db.records import AuthorisedUser

COLUMNS = (
    "indication_id", "name", "credit_code", "brand", "county_code", "products", "sign_code", "valid_from", "valid_to",
)  # fmt: skip
SEPARATORS = "、;；|/"
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of users did."""

    count: int
    indications: tuple[str, ...]
    kept: Path | None
    """The list that stood before, now under this name; None: there was none."""


def read_users_csv(path: Path) -> tuple[AuthorisedUser, ...]:
    """Every row as an AuthorisedUser; UTF-8 and GB18030 are both read. Raises UsersFileBroken with all bad lines."""
    reader = csv.DictReader(io.StringIO(_decode(path)))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise UsersFileBroken(f"{path.name}: columns missing: {', '.join(missing)}")
    users, bad = [], []
    for row in reader:
        try:
            users.append(_user(row))
        except ValueError as fault:
            bad.append(f"line {reader.line_num}: {fault}")
    if bad:
        raise UsersFileBroken(f"{path.name}: {'; '.join(bad)}")
    return tuple(users)


def import_users(path: Path, own_folder: Path) -> ImportReport:
    """Check the file whole, then make it the installation's list; the list before stays beside it with its date."""
    users = read_users_csv(path)
    own_folder.mkdir(parents=True, exist_ok=True)
    target = own_folder / "authorised_users.csv"
    kept = None
    if target.exists():
        kept = own_folder / f"authorised_users.until-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.csv"
        kept.write_bytes(target.read_bytes())
    part = target.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(_decode(path))
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    return ImportReport(len(users), tuple(sorted({user.indication for user in users})), kept)


def _decode(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsersFileBroken(f"{path.name}: larger than {MAX_BYTES} bytes")
        raw = path.read_bytes()
    except OSError as fault:
        raise UsersFileBroken(f"{path.name}: {fault.strerror}") from fault
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsersFileBroken(f"{path.name}: neither UTF-8 nor GB18030")


def _user(row: dict[str, str]) -> AuthorisedUser:
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
    )


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ValueError(f"{name} {text!r} is no date like 2026-11-24") from fault
