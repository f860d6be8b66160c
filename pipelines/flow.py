"""What the stages of one process work with: the judge, the store, the cities."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from leads_db.records import Assessment, Harvest
from leads_db.register import Register
from leads_db.store.harvests import save_harvest
from leads_db.store.listings import SavedSightings
from leads_db.store.units import utc_now
from pipelines.exemptions import Exempt, read_exempt
from pipelines.judge import Judge
from pipelines.jurisdiction import SellerPlace
from pipelines.opinions.viewing import Analyst, view_posts
from pipelines.sellers import place_leads, read_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Built once in a crawl child or an import."""

    register: Register
    judge: Judge
    engine: Engine
    cities: tuple[str, ...]
    clock: Callable[[], datetime] = utc_now
    analyst: Analyst | None = None
    """None: posts are kept, and the scheduler reads them later."""

    def save(self, harvest: Harvest) -> SavedSightings:
        """Commit the harvest in one transaction; an address in it places its seller's older leads.

        Raises StoreBusy, StoreFull.
        """
        if self.analyst is not None:
            harvest = replace(harvest, views=view_posts(self.analyst, harvest.mentions))
        saved = save_harvest(self.engine, harvest, now=self.clock(), city_of=self.city_of, local=self.local)
        place_leads(self.engine, harvest, self.judge.jurisdiction)
        return saved

    @property
    def local(self) -> frozenset[str]:
        """Slugs of the indications of this installation's cities."""
        return frozenset(slug for slug, item in self.register.indications.items() if item.city in self.cities)

    def read_places(self, harvest: Harvest) -> Mapping[str, SellerPlace]:
        """See `pipelines.sellers.read_places`."""
        return read_places(self.engine, harvest)

    def read_exempt(self, harvest: Harvest) -> Mapping[str, Exempt]:
        """See `pipelines.exemptions.read_exempt`."""
        return read_exempt(self.engine, harvest)

    def city_of(self, assessment: Assessment) -> str | None:
        """City whose queue the lead joins: the indication's; for a national one the competent bureau's, else the first.

        None for a local indication of a city that this installation does not work for.
        """
        home = self.register.indications[assessment.indication].city
        if home is not None:
            return home if home in self.cities else None
        bureau = self.register.bureaus.get(assessment.bureau or "")
        return bureau.city if bureau and bureau.city in self.cities else self.cities[0]
