"""Organs that issue papers: organs.yml to records, and the words of their numbers."""

from collections.abc import Mapping
from pathlib import Path

from leads_db.errors import RegisterFileBroken
from leads_db.records import Bureau
from leads_db.records.paper import Organ, PaperKind
from leads_db.register.yaml_records import load_rows, make_record

FOLDER = Path(__file__).parent
ORGANS_FILE = "organs.yml"


def load_organs(own_folder: Path | None = None, *, folder: Path = FOLDER) -> Mapping[str, Organ]:
    """Bureau id → organ, from the installation's own file where it has one. Raises RegisterFileBroken."""
    own = own_folder / ORGANS_FILE if own_folder else None
    path = own if own and own.is_file() else folder / ORGANS_FILE
    organs: dict[str, Organ] = {}
    for row in load_rows(path, "organs"):
        organ = make_record(Organ, row, path.name)
        unknown = sorted(set(organ.words) - {kind.value for kind in PaperKind})
        if unknown:
            raise RegisterFileBroken(f"{path.name}: {organ.bureau}: words: {', '.join(unknown)} is no kind of paper")
        if organ.bureau in organs:
            raise RegisterFileBroken(f"{path.name}: bureau {organ.bureau} stands twice; remove one")
        organs[organ.bureau] = organ
    return organs


def organ_of_city(organs: Mapping[str, Organ], city: str) -> Organ:
    """The authority that signs a city's letters. Raises RegisterFileBroken when the file names none."""
    for organ in organs.values():
        if organ.city == city and organ.is_authority:
            return organ
    raise RegisterFileBroken(f"{ORGANS_FILE}: no organ with is_authority: true for {city}; add it")


def organ_of_bureau(organs: Mapping[str, Organ], bureau: Bureau) -> Organ:
    """The organ of a bureau; one that the file does not name signs with its name and leaves its numbers blank."""
    known = organs.get(bureau.id)
    return known or Organ(
        city=bureau.city, bureau=bureau.id, name=bureau.name, code="", is_authority=True, confirmed=False
    )


def number_word(organ: Organ, kind: PaperKind) -> str:
    """What stands before the year in the organ's numbers of this kind: 本市监线移."""
    return f"{organ.code}{organ.words.get(kind.value, '')}"


def blank_number(organ: Organ, kind: PaperKind, year: int) -> str:
    """The number of a draft, to be filled by hand: 本市监线移〔2026〕　号. The brackets are U+3014 and U+3015."""
    return f"{number_word(organ, kind)}〔{year}〕　号"
