"""What this run's earlier children and the source's last runs have done: not asked for again, not kept twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from w3lib.url import canonicalize_url

from leads_db.records import Evidence
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_at
from leads_db.store.fetched_before import read_item_pages, read_item_times, read_kept_digests
from leads_db.store.runs import count_run
from leads_db.store.sellers import read_fresh_sellers

FRESH = timedelta(days=1)
"""Dead letters that are redriven later than this fetch their items anew."""
TRUSTED = timedelta(days=7)
"""A sitemap's word that an item has not changed is taken for so long; then the item is read anew."""
SELLER_FRESH = timedelta(days=30)
"""Pages about a seller are read again after so long."""
RUNS_BACK = 3
"""Runs whose pages are compared, this one included: enough to find what stayed as it was since the day before."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Read once, when a crawl process starts."""

    sent: int
    """Requests of this run so far."""
    item_pages: frozenset[str]
    """Canonical addresses of the item pages that this run has committed; one that was redirected is asked again."""
    digests: frozenset[str]
    """Of the pages that the last runs kept."""
    engine: Engine
    sellers: frozenset[str] = frozenset()
    """Sellers of whom pages of this source told something lately."""
    read_at: Mapping[str, datetime] = field(default_factory=dict)
    """Canonical address of an item page → when an earlier run read it last."""

    def find_kept(self, digest: str, url: str) -> Evidence | None:
        """Where the same bytes from the same address lie already; None: keep them."""
        if digest not in self.digests:
            return None
        with reading(self.engine) as connection:
            return read_evidence_at(connection, digest, url)


def read_earlier(engine: Engine, run_id: int, source: str, now: datetime) -> Earlier:
    """What the store knows of this run and of the source's last ones."""
    with reading(engine) as connection:
        pages = read_item_pages(connection, run_id, now - FRESH)
        return Earlier(
            sent=count_run(connection, run_id)["requests"],
            item_pages=frozenset(map(canonicalize_url, pages)),
            digests=read_kept_digests(connection, source, run_count=RUNS_BACK),
            engine=engine,
            sellers=read_fresh_sellers(connection, source, since=now - SELLER_FRESH),
            read_at={
                canonicalize_url(url): moment
                for url, moment in read_item_times(connection, source, now - TRUSTED).items()
            },
        )
