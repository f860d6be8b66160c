"""Commit a harvest whole: evidence, reports, listings, mentions, assessments and leads in one transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from leads_db.records import PRACTICE, Assessment, Harvest
from leads_db.store.assessments import retire_assessments, save_assessments
from leads_db.store.engine import writing
from leads_db.store.evidence import save_evidence
from leads_db.store.intakes import save_opening_intakes
from leads_db.store.lead_opening import SHANGHAI, Judged, save_leads
from leads_db.store.lead_ranks import rank_leads
from leads_db.store.lead_reactions import react_to_sightings
from leads_db.store.lead_states import refresh_leads
from leads_db.store.listings import SavedSightings, read_newest_snapshots, save_sightings
from leads_db.store.mentions import save_mentions
from leads_db.store.opinions import save_views
from leads_db.store.runs import save_reports
from leads_db.store.sellers import facts_of_listings, save_seller_facts


def save_harvest(
    engine: Engine,
    harvest: Harvest,
    *,
    now: datetime,
    city_of: Callable[[Assessment], str | None],
    local: frozenset[str] = frozenset(),
) -> SavedSightings:
    """Store all of a harvest or nothing. Repeating it changes no row count.

    `city_of` names the city whose queue an assessment's lead joins; None: kept, but no lead of ours.
    `local`: slugs of the indications of the installation's cities; their leads rank before national ones.
    """
    run_id = harvest.run_id
    unknown = {item.listing_key for item in harvest.assessments} - {seen.listing.key for seen in harvest.sightings}
    if unknown:
        raise ValueError(f"assessments of listings that are not in the harvest: {sorted(unknown)}")
    with writing(engine) as connection:
        save_evidence(connection, harvest.evidence, is_practice=_is_practice(harvest))
        save_reports(connection, harvest.reports, run_id=run_id, unit_id=harvest.unit.id if harvest.unit else None)
        save_mentions(connection, harvest.mentions, run_id=run_id, now=now)
        save_views(connection, harvest.views, now=now)
        saved = save_sightings(connection, harvest.sightings, run_id=run_id, now=now)
        told = [seen.listing for seen in harvest.sightings if seen.listing.key in saved.fresh | saved.changed]
        source = harvest.unit.source if harvest.unit else "import"
        facts = (*facts_of_listings(told, source=source, now=now), *harvest.seller_facts)
        save_seller_facts(connection, facts, run_id=run_id)
        assessed = [item for item in harvest.assessments if item.listing_key in saved.newest]
        judged_ids = {saved.ids[item.listing_key] for item in assessed}
        changed_ids = {saved.ids[key] for key in saved.changed}
        newest = read_newest_snapshots(connection, judged_ids | changed_ids)
        save_assessments(connection, assessed, saved.ids, newest, now)
        by_version: dict[str, set[int]] = {}
        for item in assessed:
            by_version.setdefault(item.model_version, set()).add(saved.ids[item.listing_key])
        for version, listing_ids in by_version.items():
            retire_assessments(connection, listing_ids, newest, version)
        retire_assessments(connection, changed_ids - judged_ids, newest, None)
        by_key = {sighting.listing.key: sighting.listing for sighting in harvest.sightings}
        judged = [
            Judged(by_key[item.listing_key], item, saved.ids[item.listing_key], city)
            for item in assessed
            if (city := city_of(item)) is not None
        ]
        save_leads(connection, judged, run_id=run_id, now=now, intakes=harvest.intakes)
        save_opening_intakes(connection, harvest.intakes, run_id=run_id, actor=harvest.taken_by, now=now)
        refresh_leads(connection, changed_ids | judged_ids)
        rank_leads(connection, changed_ids | judged_ids, local=local, on=now.astimezone(SHANGHAI).date())
        react_to_sightings(connection, judged, now)
    return saved


def _is_practice(harvest: Harvest) -> bool:
    seen = [sighting.listing.platform for sighting in harvest.sightings] + [post.platform for post in harvest.mentions]
    return bool(harvest.unit and harvest.unit.source.startswith(PRACTICE)) or (
        bool(seen) and all(platform == PRACTICE for platform in seen)
    )
