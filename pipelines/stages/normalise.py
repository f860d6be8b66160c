"""First stage: addresses without tracking, posts without personal data. Raw listing text stays as displayed."""

from dataclasses import replace
from typing import Any

from w3lib.url import url_query_cleaner

from leads_db.records import Harvest, Listing, Mention, Sighting
from pipelines.masking import mask_personal
from pipelines.stages.stage import Stage

TRACKING = (
    "spm", "scm", "xsec_token", "xsec_source", "share_token", "share_id", "shareid", "refer_share_id", "_oak_rcto",
    "_oak_gallery", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "abbucket", "sessionid",
    "gclid", "fbclid", "pvid", "ali_trackid", "trackid",
)  # fmt: skip
"""Query parameters that carry a session or a person, never an item (platforms.yml, general rules)."""
MAX_URL = 2_000
MASKED = ("title", "text", "target", "reply", "reply_by")
"""Fields of a post that people write."""


class NormaliseStage(Stage):
    """Scrapy's entry to `normalise`."""

    def work(self, harvest: Harvest) -> Harvest:
        """See `normalise`."""
        return normalise(harvest)


def normalise(harvest: Harvest) -> Harvest:
    """The harvest with clean addresses and masked posts; evidence keeps the bytes as they came."""
    return replace(
        harvest,
        sightings=tuple(_clean_sighting(sighting) for sighting in harvest.sightings),
        mentions=tuple(_clean_mention(post) for post in harvest.mentions),
    )


def clean_url(url: str | None) -> str | None:
    """`url` without tracking parameters and fragment; None for what is no web address."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    return str(url_query_cleaner(url[:MAX_URL], TRACKING, remove=True)) if "?" in url or "#" in url else url[:MAX_URL]


def _clean_sighting(sighting: Sighting) -> Sighting:
    listing: Listing = sighting.listing
    url = clean_url(listing.url)
    return sighting if url == listing.url else replace(sighting, listing=replace(listing, url=url))


def _clean_mention(post: Mention) -> Mention:
    masked: dict[str, Any] = {name: mask_personal(told) for name in MASKED if (told := getattr(post, name))}
    return replace(post, **masked, url=clean_url(post.url))
