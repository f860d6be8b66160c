"""Load the register's files into one frozen Register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from leads_db.errors import RegisterFileBroken, UnknownReference
from leads_db.records import AuthorisedUser, Bureau, City, Ground, GroundAct, GroundRef, Indication, Platform
from leads_db.register.users import USERS_FILE, read_users_csv
from leads_db.register.yaml_records import Row, load_rows, load_yaml, make_record

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name that was heard of and not verified: for people to read, never for judging."""

    name: str
    city: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything that is known beforehand; read once, never written."""

    indications: Mapping[str, Indication]
    """By slug; the unverified candidates are not among them."""
    cities: Mapping[str, City]
    bureaus: Mapping[str, Bureau]
    platforms: Mapping[str, Platform]
    grounds: Mapping[str, Ground]
    users: tuple[AuthorisedUser, ...]
    candidates: tuple[Candidate, ...] = ()
    """Names heard of but not verified: for people to read, never for judging."""

    def local(self, cities: Iterable[str]) -> tuple[Indication, ...]:
        """The indications whose home is one of these cities."""
        wanted = set(cities)
        return tuple(item for item in self.indications.values() if item.city in wanted)

    def users_of(self, slug: str, day: date) -> tuple[AuthorisedUser, ...]:
        """Users of an indication's special sign whose authorisation covers the day."""
        return tuple(user for user in self.users if user.indication == slug and user.is_valid_on(day))

    def bureau_of_code(self, code: str) -> Bureau | None:
        """The bureau of a division code; None outside our cities."""
        return next((bureau for bureau in self.bureaus.values() if bureau.code == code), None)

    def ground_ref(self, code: str, day: date) -> GroundRef:
        """The citation that holds on `day` for an act such as `TM19-57:57-2`.

        An act of a law that has been replaced, or that came later, is followed to the law in force on the day.
        Raises UnknownReference when the code is unknown or nothing was in force.
        """
        ground, act = self._find_act(code)
        seen = {ground.id}
        while not ground.is_in_force_on(day):
            later = ground.to_on is not None and day > ground.to_on
            found = self._successor(ground, act) if later else self._predecessor(ground, act)
            if found is None or found[0].id in seen:
                raise UnknownReference(f"{code}: nothing in force on {day.isoformat()}")
            ground, act = found
            seen.add(ground.id)
        return GroundRef(
            ground=f"{ground.id}:{act.code}",
            instrument=ground.instrument,
            article=act.article,
            confirmed=act.confirmed,
            carrier=ground.has_fine,
        )

    def _find_act(self, code: str) -> tuple[Ground, GroundAct]:
        ground_id, _, act_code = code.partition(":")
        ground = self.grounds.get(ground_id)
        if ground is not None:
            for act in ground.acts:
                if act.code == act_code:
                    return ground, act
        raise UnknownReference(f"ground {code}")

    def _successor(self, ground: Ground, act: GroundAct) -> tuple[Ground, GroundAct] | None:
        if not ground.replaced_by or not act.becomes:
            return None
        return self._find_act(f"{ground.replaced_by}:{act.becomes}")

    def _predecessor(self, ground: Ground, act: GroundAct) -> tuple[Ground, GroundAct] | None:
        for older in self.grounds.values():
            if older.replaced_by == ground.id:
                for candidate in older.acts:
                    if candidate.becomes == act.code:
                        return older, candidate
        return None


def load_register(own_folder: Path | None = None, *, folder: Path = FOLDER) -> Register:
    """The register of `folder`, with the authorised users of the installation's own folder where it has any.

    Raises RegisterFileBroken (file and line), UsersFileBroken (every bad line).
    """
    cities = load_cities(folder / "bureaus.yml")
    own = own_folder / USERS_FILE if own_folder else None
    files = sorted((folder / "indications").glob("*.yml"))
    return Register(
        indications=_by_key((load_indication(path) for path in files), "slug", "indications"),
        cities=cities,
        bureaus=_by_key((bureau for city in cities.values() for bureau in city.bureaus), "id", "bureaus.yml"),
        platforms=_by_key(_load_records(Platform, folder / "platforms.yml", "platforms"), "id", "platforms.yml"),
        grounds=_by_key(_load_records(Ground, folder / "grounds.yml", "grounds"), "id", "grounds.yml"),
        users=read_users_csv(own if own and own.is_file() else folder / USERS_FILE),
        candidates=tuple(_load_records(Candidate, folder / "candidates.yml", "candidates")),
    )


def load_indication(path: Path) -> Indication:
    """One indication file, named after its slug. Raises RegisterFileBroken."""
    item = make_record(Indication, load_yaml(path), path.name)
    if item.slug != path.stem:
        raise RegisterFileBroken(f"{path.name}: slug {item.slug} differs from the file's name; make them the same")
    return item


def load_cities(path: Path) -> dict[str, City]:
    """The cities with their bureaus; a bureau takes the id of the city under which it stands."""
    rows = load_rows(path, "cities")
    for row in rows:
        for bureau in row.get("bureaus") or ():
            if isinstance(bureau, Row):
                bureau["city"] = row.get("id")
    return _by_key((make_record(City, row, path.name) for row in rows), "id", path.name)


def _load_records(kind: type[Any], path: Path, key: str) -> list[Any]:
    return [make_record(kind, row, path.name) for row in load_rows(path, key)]


def _by_key(records: Iterable[Any], key: str, file: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for record in records:
        name = getattr(record, key)
        if name in found:
            raise RegisterFileBroken(f"{file}: {key} {name} stands twice; rename one")
        found[name] = record
    return found
