"""Festivals and harvests: when a name is searched with more than its usual weight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from leads_db.errors import RegisterFileBroken
from leads_db.register.register import FOLDER
from leads_db.register.yaml_records import load_rows, make_record

SEASONS_FILE = "seasons.yml"
MOST_SHARE = Decimal(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """One stretch of days, every year or once."""

    name: str
    """Chinese, as the plan prints it."""
    indications: tuple[str, ...]
    """Slugs; empty: all."""
    share: Decimal
    """How many times the usual weight."""
    source: str
    from_day: str | None = None
    """MM-DD, every year; `to_day` before it: across New Year."""
    to_day: str | None = None
    from_on: date | None = None
    to_on: date | None = None

    def covers(self, slug: str, day: date) -> bool:
        """True when the day lies in it and the indication is meant."""
        if self.indications and slug not in self.indications:
            return False
        if self.from_on and self.to_on:
            return self.from_on <= day <= self.to_on
        first, last, present = self.from_day or "", self.to_day or "", f"{day:%m-%d}"
        return first <= present <= last if first <= last else present >= first or present <= last


def load_seasons(known: Iterable[str], own_folder: Path | None = None, *, folder: Path = FOLDER) -> tuple[Season, ...]:
    """The seasons of `folder`, or of the installation's own folder where it has the file.

    `known`: the register's slugs. Raises RegisterFileBroken naming the season.
    """
    own = own_folder / SEASONS_FILE if own_folder else None
    path = own if own and own.is_file() else folder / SEASONS_FILE
    slugs = frozenset(known)
    seasons = tuple(make_record(Season, row, path.name) for row in load_rows(path, "seasons"))
    for season in seasons:
        if fault := _fault(season, slugs):
            raise RegisterFileBroken(f"{path.name}: {season.name}: {fault}")
    return seasons


def seasons_of(seasons: Sequence[Season], slug: str, day: date) -> tuple[Season, ...]:
    """Those that cover the day, the heaviest first."""
    return tuple(sorted((one for one in seasons if one.covers(slug, day)), key=lambda one: -one.share))


def _fault(season: Season, slugs: frozenset[str]) -> str:
    unknown = sorted(set(season.indications) - slugs)
    if unknown:
        return f"unknown indication {', '.join(unknown)}"
    if not 1 <= season.share <= MOST_SHARE:
        return f"share must lie between 1 and {MOST_SHARE}"
    yearly, once = (season.from_day, season.to_day), (season.from_on, season.to_on)
    if (None in yearly) == (None in once) or (any(yearly) and any(once)):
        return "either from_day and to_day, or from_on and to_on"
    if season.from_on and season.to_on and season.to_on < season.from_on:
        return "to_on lies before from_on"
    return next((f"{day!r} is no day MM-DD" for day in yearly if day and not _is_day(day)), "")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 5 and bool(date.fromisoformat(f"2024-{text}"))
    except ValueError:
        return False
