"""Rewordings of one listing: the same facts in other words must get the same verdict."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from console.bench.probes import Rate, ask
from console.bench.sets import FOLDER, read_rows
from leads_db.listing_rows import listing_from_row
from leads_db.records import Listing
from pipelines.judge import Judge

REWORDINGS = "rewordings.jsonl"
NEAR = 0.2
"""Likelihoods that lie no further apart are alike."""


def load_rewordings() -> tuple[tuple[Listing, ...], ...]:
    """Groups of listings, the base first."""
    groups: dict[str, list[Listing]] = defaultdict(list)
    for row in sorted(read_rows(FOLDER / REWORDINGS), key=lambda row: (row["group"], row["variant"])):
        groups[row["group"]].append(listing_from_row(row))
    return tuple(map(tuple, groups.values()))


def measure_rewordings(judge: Judge, groups: Iterable[Sequence[Listing]]) -> tuple[Rate, Rate]:
    """Rewordings that get the verdict of their base, and those whose likelihood lies near the base's."""
    same = near = total = 0
    for base, *others in groups:
        held = ask(judge, base)
        told = [ask(judge, other) for other in others]
        total += len(told)
        same += sum(one.verdict == held.verdict for one in told)
        near += sum(abs(one.likelihood - held.likelihood) <= NEAR for one in told)
    return Rate(same, total), Rate(near, total)
