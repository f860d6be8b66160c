"""Labelled sets: JSONL rows of the guide's format with `truth`, their users, pairs, and real background."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leads_db.errors import ImportFileBroken
from leads_db.listing_rows import listing_from_row
from leads_db.records import Listing

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "tests" / "bench" / "data"
"""The composed sets that belong to the project."""
SHARED = PROJECT.parent / "shared"
"""Sets that may be read beside the project but not kept in it."""
USERS = {"open": "authorised_users.csv", "open2": "authorised_users.open2.csv"}
PAIRS = "pairs.open.jsonl"
PAIRS_USERS = USERS["open2"]
COMPOSED = ("open", "open2")
BLIND = ("blind1", "blind2", "blind3", "blind4", "blind5", "blind6", "blind7", "blind8")
"""By eight authors who knew the guide but not the program; whoever changes the program must not read the last four."""
FIT = tuple(f"fit{number}" for number in range(1, 30))
"""By further authors of the same kind, for fitting: measured at first sight; most were read by the fitting only."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The label of one listing, with the other answers that count as right."""

    indication: str | None
    verdict: str
    acts: frozenset[str]
    bureau: str | None
    verdicts: frozenset[str]
    indications: frozenset[str | None]
    optional_acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled listing."""

    name: str
    listing: Listing
    truth: Truth
    seller: str
    """Cases of one seller are drawn and folded together."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set with the list of users that belongs to it."""

    name: str
    cases: tuple[Case, ...]
    users: Path | None


def load_set(name: str) -> LabelledSet:
    """A set by its name (open, open2, open3) or file. Raises ImportFileBroken when there is none."""
    path = _find(name)
    beside = path.parent / USERS.get(name, f"authorised_users.{path.stem.removeprefix('listings.')}.csv")
    cases = tuple(_case(row) for row in read_rows(path) if "truth" in row)
    if not cases:
        raise ImportFileBroken(f"{path.name}: no row carries `truth`")
    return LabelledSet(name, cases, beside if beside.is_file() else None)


def _find(name: str) -> Path:
    for path in (Path(name), FOLDER / f"listings.{name}.jsonl", SHARED / "judgement" / f"listings.{name}.jsonl"):
        if path.is_file():
            return path
    raise ImportFileBroken(f"no labelled set {name}; name a JSONL file with `truth`, or one of {', '.join(COMPOSED)}")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_pairs() -> tuple[tuple[Listing, Listing], ...]:
    """Minimal pairs: (likelier, less likely)."""
    pairs = []
    for row in read_rows(FOLDER / PAIRS):
        first, second = listing_from_row(row["a"]), listing_from_row(row["b"])
        pairs.append((first, second) if row["must"] == "a_higher" else (second, first))
    return tuple(pairs)


def load_background() -> tuple[Listing, ...]:
    """Real titles that were collected for other ends; empty where ../shared is not beside the project."""
    path = SHARED / "data" / "listings" / "open.jsonl"
    if not path.is_file():
        return ()
    return tuple(
        listing_from_row(
            {
                "platform": row.get("platform") or "other",
                "item_id": f"background-{number}",
                "title": row["title"],
                "price_cny": row.get("price"),
                "shop_name": row.get("shop"),
                "shop_location": row.get("shop_location"),
            }
        )
        for number, row in enumerate(read_rows(path))
        if row.get("title")
    )


def _case(row: dict[str, Any]) -> Case:
    label = row["truth"]
    truth = Truth(
        indication=label["indication"],
        verdict=label["verdict"],
        acts=frozenset(label["acts"]),
        bureau=label["bureau"],
        verdicts=frozenset({label["verdict"], *label.get("accept", ())}),
        indications=frozenset({label["indication"], *label.get("accept_indication", ())}),
        optional_acts=frozenset(label.get("accept_acts", ())),
    )
    listing = listing_from_row(row)
    seller = listing.operator_code or listing.operator_name or listing.shop_name or str(row["id"])
    return Case(str(row["id"]), listing, truth, seller)
