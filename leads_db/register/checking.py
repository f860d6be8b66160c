"""Look through the whole register and name every fault; nothing is mended silently."""

import csv
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from leads_db.errors import RegisterError, RegisterFileBroken, UsersFileBroken
from leads_db.register.clock_rules import load_clock_rules
from leads_db.register.indication_checks import check_indication, check_shared_names
from leads_db.register.problems import Problem, error, warning
from leads_db.register.reference_checks import check_bureaus, check_candidates, check_ground, check_platform
from leads_db.register.register import FOLDER, Register, load_register
from leads_db.register.seasons import load_seasons
from leads_db.register.user_checks import check_users
from leads_db.register.users import USERS_FILE
from leads_db.register.yaml_records import load_yaml
from leads_db.workdays import WORKDAYS_FILE, WorkdayCalendar, load_workdays

SOURCED = ("bureaus.yml", "grounds.yml")
"""Files that carry their own table of sources; the indications share sources.yml."""


def check_register(own_folder: Path | None = None, *, folder: Path = FOLDER) -> tuple[Problem, ...]:
    """Every problem found. A file that cannot be loaded is told alone: nothing can be checked past it."""
    try:
        register = load_register(own_folder, folder=folder)
        calendar = load_workdays(own_folder, folder=folder)
        load_seasons(register.indications, own_folder, folder=folder)
        load_clock_rules(own_folder, folder=folder)
        tags, codes = _source_tags(folder), _division_codes(FOLDER / "divisions.csv")
    except UsersFileBroken as fault:
        return (error(USERS_FILE, "", str(fault), "Mend the named lines and import the file again."),)
    except RegisterError as fault:
        return (error("register", "", str(fault), "Mend the file at the line that is named."),)
    return (*_problems_of(register, tags, codes), *_problems_of_years(calendar))


def _problems_of(register: Register, tags: Collection[str], codes: Collection[str]) -> Iterator[Problem]:
    for indication in register.indications.values():
        yield from check_indication(register, indication, tags, codes)
    yield from check_shared_names(register)
    yield from check_bureaus(register, tags, codes)
    yield from check_candidates(register, tags)
    for platform in register.platforms.values():
        yield from check_platform(platform)
    for ground in register.grounds.values():
        yield from check_ground(register, ground, tags)
    yield from check_users(register, codes)


def _problems_of_years(calendar: WorkdayCalendar) -> Iterator[Problem]:
    for year in sorted(calendar.years):
        if text := calendar.warning(year):
            yield warning(WORKDAYS_FILE, str(year), text, "Enter the State Council's plan when it is out.")


def _source_tags(folder: Path) -> frozenset[str]:
    tables = [load_yaml(folder / "sources.yml"), *(load_yaml(folder / name).get("sources", {}) for name in SOURCED)]
    if not all(isinstance(table, Mapping) for table in tables):
        raise RegisterFileBroken("sources: a mapping of tags to texts is wanted")
    return frozenset(str(tag) for table in tables for tag in table)


def _division_codes(path: Path) -> frozenset[str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return frozenset(row[0] for row in csv.reader(file) if row)
    except (OSError, UnicodeDecodeError) as fault:
        raise RegisterFileBroken(f"{path.name}: {fault}") from fault
