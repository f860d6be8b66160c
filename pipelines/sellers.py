"""Facts of a seller → its place of business, for those of its listings that do not tell it themselves."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Engine

from leads_db.records import Harvest, Listing, SellerFact
from leads_db.store.engine import reading, writing
from leads_db.store.lead_places import read_unplaced, save_bureaus
from leads_db.store.sellers import (
    KnownFact,
    best_fact,
    facts_of_listings,
    keys_of,
    read_keys_of_codes,
    read_seller_facts,
)
from leads_db.store.units import utc_now
from pipelines.facts.bundle import CHINA
from pipelines.jurisdiction import UNKNOWN, Jurisdiction, SellerPlace

WHERE = {
    "person": ("人工核实", 1.0),
    "licence": ("卖家证照页", 1.0),
    "listing": ("该卖家的其他商品", 1.0),
    "json_ld": ("卖家网站标注", 0.8),
    "footer": ("卖家网站页脚", 0.7),
}
"""Where a fact stood → as the desk reads it, and how sure it makes the place."""


def read_places(engine: Engine, harvest: Harvest) -> Mapping[str, SellerPlace]:
    """Listing key → the address that the seller's pages tell, for listings of the harvest that name an indication.

    From the store and from what the harvest itself brings; listings with an address of their own are left out.
    """
    silent = {
        seen.listing.key: seen.listing
        for seen in harvest.sightings
        if seen.listing.key in harvest.named and not seen.listing.operator_address
    }
    if not silent:
        return {}
    with reading(engine) as connection:
        stored = read_seller_facts(connection, {key for listing in silent.values() for key in keys_of(listing)})
        kin = _read_kin(connection, silent.values(), stored)
    listings = (seen.listing for seen in harvest.sightings)
    fresh = (*facts_of_listings(listings, source="", now=utc_now()), *harvest.seller_facts)
    places = {key: _place(listing, stored, fresh) or _kin_place(listing, kin) for key, listing in silent.items()}
    return {key: place for key, place in places.items() if place is not None}


def place_leads(engine: Engine, harvest: Harvest, jurisdiction: Jurisdiction) -> int:
    """Give older leads of a seller their bureau where this harvest told the seller's address; how many got one.

    Only leads whose bureau was not known, and that no person has routed; repeating it changes nothing.
    """
    listings = (seen.listing for seen in harvest.sightings)
    told = (*facts_of_listings(listings, source="", now=utc_now()), *harvest.seller_facts)
    keys = {fact.seller_key for fact in told if fact.field == "operator_address"}
    if not keys:
        return 0
    with reading(engine) as connection:
        waiting = read_unplaced(connection, keys)
        stored = read_seller_facts(connection, {key for lead in waiting for key in lead.keys})
    found = {}
    for lead in waiting:
        fact = best_fact((known for key in lead.keys for known in stored.get(key, ())), "operator_address")
        place = None if fact is None else jurisdiction.competence_at(_told(fact))
        if place is not None and place.bureau != UNKNOWN:
            found[lead.id] = place.bureau
    if found:
        with writing(engine) as connection:
            save_bureaus(connection, found)
    return len(found)


def _read_kin(
    connection: Connection, silent: Iterable[Listing], stored: Mapping[str, Iterable[KnownFact]]
) -> dict[str, list[KnownFact]]:
    """Listing key → facts of other sellers with the same credit code."""
    codes: dict[str, str] = {}
    for listing in silent:
        code = best_fact((known for key in keys_of(listing) for known in stored.get(key, ())), "operator_code")
        if code is not None:
            codes[listing.key] = code.value
    keys = read_keys_of_codes(connection, codes.values())
    facts = read_seller_facts(connection, {key for held in keys.values() for key in held})
    return {of: [known for key in keys.get(code, ()) for known in facts.get(key, ())] for of, code in codes.items()}


def _kin_place(listing: Listing, kin: Mapping[str, Iterable[KnownFact]]) -> SellerPlace | None:
    fact = best_fact(kin.get(listing.key, ()), "operator_address")
    return None if fact is None else _told(fact, "同一信用代码的其他店铺：")


def _place(
    listing: Listing, stored: Mapping[str, Iterable[KnownFact]], fresh: Iterable[SellerFact]
) -> SellerPlace | None:
    keys = keys_of(listing)
    told = [known for key in keys for known in stored.get(key, ())]
    told += [KnownFact(fact=fact, first_seen_at=fact.seen_at) for fact in fresh if fact.seller_key in keys]
    fact = best_fact(told, "operator_address")
    return None if fact is None else _told(fact)


def _told(fact: SellerFact, whose: str = "") -> SellerPlace:
    where, sure = WHERE[fact.how]
    return SellerPlace(fact.value, f"{whose}{where}，{fact.seen_at.astimezone(CHINA):%Y-%m-%d} 所见", sure)
