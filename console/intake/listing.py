"""An intake → the listing that it tells of, so that it goes the way of all listings. Nothing is fetched."""

import hashlib
from dataclasses import replace
from datetime import datetime

from leads_db.records import Listing
from leads_db.records.intake import Intake
from leads_db.store.leads import seller_key

OFFLINE = "offline"
"""Platform of sellers that are on none, or on one that nobody told."""
TITLE_CAP = 120


def listing_of(intake: Intake, now: datetime) -> Listing:
    """What the sender told as a listing of its own: never the page itself, whose record it must not replace."""
    told = hashlib.sha256(f"{intake.url}\n{intake.title}\n{intake.text}".encode("utf-8", "surrogatepass"))
    return Listing(
        platform=intake.platform or OFFLINE,
        item_id=f"intake-{told.hexdigest()[:32]}",
        title=intake.title or intake.text[:TITLE_CAP] or "来件只有链接",
        url=intake.url or None,
        description=intake.text or None,
        shop_name=intake.shop_name or intake.operator_name or None,
        shop_id=intake.shop_id or None,
        operator_name=intake.operator_name or None,
        operator_code=intake.operator_code or None,
        operator_address=intake.operator_address or None,
        seen_at=now,
    )


def seller_keys(listing: Listing) -> tuple[str, ...]:
    """Every key under which this seller's lead may stand; none for a seller without any mark."""
    by_code = replace(listing, shop_id=None)
    by_name = replace(by_code, operator_code=None)
    marked = ((listing, listing.shop_id), (by_code, listing.operator_code), (by_name, listing.shop_name))
    return tuple(dict.fromkeys(seller_key(one) for one, mark in marked if mark))
