"""Load the register's files into one frozen Register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from leads_db.errors import RegisterFileBroken, UnknownReference
from leads_db.records import (
    Area,
    AuthorisedUser,
    Bureau,
    City,
    Ground,
    GroundAct,
    GroundRef,
    Indication,
    NameForm,
    Platform,
    PriceRange,
    Protection,
)
from leads_db.register.users import read_users_csv
from leads_db.register.yaml_records import load_yaml, make_record

FOLDER = Path(__file__).parent
USERS_FILE = "authorised_users.csv"


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
    candidates: tuple[Mapping[str, str], ...] = ()
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

    Raises RegisterFileBroken, UsersFileBroken.
    """
    cities = load_cities(folder / "bureaus.yml")
    own = own_folder / USERS_FILE if own_folder else None
    return Register(
        indications=_by_key([load_indication(path) for path in sorted((folder / "indications").glob("*.yml"))], "slug"),
        cities=cities,
        bureaus=_by_key([bureau for city in cities.values() for bureau in city.bureaus], "id"),
        platforms=_by_key(load_platforms(folder / "platforms.yml"), "id"),
        grounds=_by_key(load_grounds(folder / "grounds.yml"), "id"),
        users=read_users_csv(own if own and own.is_file() else folder / USERS_FILE),
        candidates=tuple(load_yaml(folder / "candidates.yml")),
    )


def _by_key(records: Iterable[Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for record in records:
        name = getattr(record, key)
        if name in found:
            raise RegisterFileBroken(f"{name}: stands twice")
        found[name] = record
    return found


def load_indication(path: Path) -> Indication:
    """One indication file. Raises RegisterFileBroken."""
    row, where = load_yaml(path), path.name
    if not isinstance(row, Mapping):
        raise RegisterFileBroken(f"{where}: a mapping is wanted")
    made = {
        "names": tuple(make_record(NameForm, item, f"{where}: names") for item in row.get("names", ())),
        "protections": tuple(
            make_record(Protection, item, f"{where}: protections") for item in row.get("protections", ())
        ),
        "area": make_record(Area, row.get("area", {}), f"{where}: area"),
        "price": make_record(PriceRange, row["price"], f"{where}: price") if row.get("price") else None,
        "certainty": {key: str(value) for key, value in (row.get("certainty") or {}).items()},
    }
    return make_record(Indication, row, where, **made)


def load_cities(path: Path) -> dict[str, City]:
    """The cities with their bureaus. Raises RegisterFileBroken."""
    cities = []
    for row in _list(path, "cities"):
        where = f"{path.name}: {row.get('id')}"
        bureaus = tuple(
            make_record(Bureau, {**item, "city": row.get("id")}, f"{where}: {item.get('id')}")
            for item in row["bureaus"]
        )
        cities.append(make_record(City, row, where, bureaus=bureaus))
    return _by_key(cities, "id")


def load_platforms(path: Path) -> list[Platform]:
    """The platforms. Raises RegisterFileBroken."""
    return [make_record(Platform, row, f"{path.name}: {row.get('id')}") for row in _list(path, "platforms")]


def load_grounds(path: Path) -> list[Ground]:
    """The legal grounds. Raises RegisterFileBroken."""
    grounds = []
    for row in _list(path, "grounds"):
        where = f"{path.name}: {row.get('id')}"
        acts = tuple(make_record(GroundAct, item, f"{where}: acts") for item in row.get("acts", ()))
        optional = {name: row.get(name) for name in ("from_on", "to_on")}
        grounds.append(make_record(Ground, {**optional, **row}, where, acts=acts))
    return grounds


def _list(path: Path, key: str) -> list[dict[str, Any]]:
    content = load_yaml(path)
    rows = content.get(key) if isinstance(content, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise RegisterFileBroken(f"{path.name}: a list of mappings is wanted under `{key}`")
    return rows
