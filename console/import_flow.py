"""Imported sightings through the four stages in batches, counted as they go."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from leads_db.errors import RowBroken
from leads_db.records import Evidence, Harvest, Mention, Outcome, Sighting, Verdict
from pipelines.flow import Flow
from pipelines.stages.assess import assess
from pipelines.stages.normalise import normalise
from pipelines.stages.recognise import recognise

BATCH = 2_000
"""Rows committed together."""
BATCH_TEXT = 8_000_000
"""Characters of descriptions after which a batch is committed sooner."""


@dataclass(slots=True)
class Tally:
    """What an import did so far."""

    rows: int = 0
    """Rows read, broken ones included."""
    broken: int = 0
    saved: int = 0
    """Rows committed; a batch that was under way when the import broke off is not among them."""
    fresh: int = 0
    """Listings never seen before."""
    known: int = 0
    """Listings seen before, counted once a batch."""
    late: int = 0
    """Listings of which something newer is known: kept, not judged."""
    named: int = 0
    """Listings that name an indication."""
    posts: int = 0
    """Posts committed, those known already included."""
    verdicts: Counter[Verdict] = field(default_factory=Counter)


def import_rows(
    flow: Flow,
    run_id: int,
    rows: Iterable[Sighting | Mention | RowBroken],
    tally: Tally,
    *,
    on_broken: Callable[[RowBroken], None],
    on_batch: Callable[[Tally], bool] = lambda tally: True,
    take_evidence: Callable[[], tuple[Evidence, ...]] = tuple,
) -> None:
    """Judge and commit all rows; each batch is kept whole before the next is read.

    `on_batch` is asked after each batch whether to go on; `take_evidence` gives the pages kept for it.
    Raises StoreBusy, StoreFull.
    """
    for batch in _batches(_sound(rows, tally, on_broken)):
        _commit(flow, run_id, batch, tally, take_evidence())
        if not on_batch(tally):
            return


def _sound(
    rows: Iterable[Sighting | Mention | RowBroken], tally: Tally, on_broken: Callable[[RowBroken], None]
) -> Iterator[Sighting | Mention]:
    for row in rows:
        tally.rows += 1
        if isinstance(row, RowBroken):
            tally.broken += 1
            on_broken(row)
        else:
            yield row


def _batches(rows: Iterable[Sighting | Mention]) -> Iterator[tuple[Sighting | Mention, ...]]:
    batch: list[Sighting | Mention] = []
    text = 0
    for row in rows:
        batch.append(row)
        text += len((row.listing.description if isinstance(row, Sighting) else row.text) or "")
        if len(batch) >= BATCH or text >= BATCH_TEXT:
            yield tuple(batch)
            batch, text = [], 0
    if batch:
        yield tuple(batch)


def _commit(
    flow: Flow,
    run_id: int,
    batch: tuple[Sighting | Mention, ...],
    tally: Tally,
    evidence: tuple[Evidence, ...],
) -> None:
    harvest = Harvest(
        run_id=run_id,
        unit=None,
        outcome=Outcome.OK,
        sightings=tuple(row for row in batch if isinstance(row, Sighting)),
        mentions=tuple(row for row in batch if isinstance(row, Mention)),
        evidence=evidence,
    )
    named = recognise(normalise(harvest), flow.judge)
    harvest = assess(named, flow.judge, flow.read_places(named), flow.read_exempt(named))
    saved = flow.save(harvest)
    tally.saved += len(batch)
    tally.posts += len(harvest.mentions)
    tally.fresh += len(saved.fresh)
    tally.known += len(saved.ids) - len(saved.fresh)
    tally.late += len(saved.ids) - len(saved.newest)
    tally.named += len(harvest.named)
    tally.verdicts.update(item.verdict for item in harvest.assessments if item.listing_key in saved.newest)
