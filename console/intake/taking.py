"""Intakes into the store: joined to the seller's lead where there is one, else through the save path of all leads."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection

from console.intake.listing import seller_keys
from console.intake.recognising import Recognised, Recogniser
from crawlers.importing.identity import PlatformNames
from leads_db.errors import RowBroken
from leads_db.records import Harvest, Outcome, Sighting, listing_key
from leads_db.records.intake import Intake
from leads_db.store.engine import reading, writing
from leads_db.store.intake_joining import Held, find_held_lead, join_lead
from leads_db.store.intakes import read_known_uids
from pipelines.flow import Flow

BATCH = 500


@dataclass(slots=True)
class IntakeTally:
    """What became of the rows so far."""

    rows: int = 0
    broken: int = 0
    opened: int = 0
    """Intakes that opened a lead."""
    joined: int = 0
    """Intakes about a seller whose lead was there."""
    known: int = 0
    """Intakes that were taken in before."""

    @property
    def saved(self) -> int:
        """Rows of which the store holds something."""
        return self.opened + self.joined + self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One recognised intake and what will become of it."""

    found: Recognised
    is_known: bool
    held: Held | None


@dataclass(slots=True)
class Taker:
    """Takes intakes in, in batches; each batch is whole or not at all, and repeating it changes nothing."""

    flow: Flow
    platforms: PlatformNames
    actor: str
    """Who takes them in."""
    run_id: int
    tally: IntakeTally = field(default_factory=IntakeTally)

    def take(self, rows: Iterable[Intake | RowBroken], on_broken: Callable[[RowBroken], None]) -> None:
        """All rows. Raises StoreBusy, StoreFull."""
        recogniser = Recogniser(self.flow)
        todo = iter(rows)
        while batch := list(islice(todo, BATCH)):
            self._batch(list(self._sound(batch, recogniser, on_broken)))

    def _sound(
        self, batch: Iterable[Intake | RowBroken], recogniser: Recogniser, on_broken: Callable[[RowBroken], None]
    ) -> Iterator[Recognised]:
        for row in batch:
            self.tally.rows += 1
            found = row if isinstance(row, RowBroken) else recogniser.read(row, self.flow.clock())
            if isinstance(found, RowBroken):
                self.tally.broken += 1
                on_broken(found)
            else:
                yield from found

    def look(self, batch: list[Recognised]) -> list[Looked]:
        """What would become of each, without changing anything."""
        with reading(self.flow.engine) as connection:
            known = read_known_uids(connection, [one.intake.uid for one in batch])
            return [
                Looked(
                    found=one,
                    is_known=one.intake.uid in known,
                    held=find_held_lead(
                        connection,
                        one.intake,
                        listing_key=self._page_key(one.intake),
                        seller_keys=seller_keys(one.listing),
                    ),
                )
                for one in batch
            ]

    def _page_key(self, intake: Intake) -> str | None:
        platform, item_id = self.platforms.of_url(intake.url) if intake.url else (None, None)
        return listing_key(platform, item_id) if platform and item_id else None

    def _batch(self, batch: list[Recognised]) -> None:
        looked = {one.found.intake.uid: one for one in self.look(batch)}
        self.tally.known += len(batch) - len(looked) + sum(one.is_known for one in looked.values())
        todo = [one for one in looked.values() if not one.is_known]
        with writing(self.flow.engine) as connection:
            joined = [self._join(connection, one.found.intake, one.held) for one in todo if one.held is not None]
        fresh = [one.found for one in todo if one.held is None]
        if fresh:
            self.flow.save(self._harvest(fresh))
        self.tally.joined += sum(joined)
        self.tally.opened += len(todo) - sum(joined)

    def _join(self, connection: Connection, intake: Intake, held: Held) -> bool:
        now = self.flow.clock()
        return join_lead(connection, intake, held, run_id=self.run_id, actor=self.actor, now=now)

    def _harvest(self, fresh: list[Recognised]) -> Harvest:
        intakes: dict[str, tuple[Intake, ...]] = {}
        for one in fresh:
            intakes[one.listing.key] = (*intakes.get(one.listing.key, ()), one.intake)
        source = f"intake:{fresh[0].intake.kind}"
        sightings = {one.listing.key: Sighting(listing=one.listing, source=source) for one in fresh}
        named = {key: tuple(one.indication for one in held) for key, held in intakes.items()}
        return Harvest(
            run_id=self.run_id,
            unit=None,
            outcome=Outcome.OK,
            sightings=tuple(sightings.values()),
            named=named,
            assessments=tuple(one.assessment for one in fresh),
            intakes=intakes,
            taken_by=self.actor,
        )
