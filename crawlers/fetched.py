"""What passes between the spider, which fetches, and the kinds of source, which read: asks, fetched pages, readings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from leads_db.records import Mention, SellerFact, Sighting


class Purpose(StrEnum):
    """Why a page is fetched."""

    SITEMAP = "sitemap"
    """A sitemap or sitemap index: leads to items, shows none itself."""
    LIST = "list"
    """A search or list page."""
    ITEM = "item"
    FEED = "feed"
    API = "api"
    """A page of a documented interface; shows items itself."""
    SELLER = "seller"
    """A shop's licence or company page: tells who sells, shows no items."""


class Api(StrEnum):
    """What a call of a documented interface is for."""

    SEARCH = "search"
    DETAIL = "detail"
    TOKEN = "token"
    """Its answer is a secret: never kept, never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a documented interface; it becomes a signed request only at the moment of sending."""

    api: Api
    cursor: str = ""
    """What the page before gave to be sent back."""
    shown: int = 0
    """Rows on the pages before."""
    item_id: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    """What the search told about the item whose detail is asked for."""
    told: Sighting | None = None
    """The same as a sighting: what is left if the detail does not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request as it goes out, secrets included."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request that a kind wants; the spider decides whether it is sent."""

    url: str
    purpose: Purpose
    term: str = ""
    page: int | None = None
    """Result page, from 1; None where there are no pages."""
    rank: int | None = None
    """Place of an item on its list page, from 1."""
    depth: int = 0
    """Sitemaps: how many indexes lie above; items: 0."""
    presses: int = 0
    """How often the button to the next page is pressed after the page has loaded (browser only)."""
    changed_at: datetime | None = None
    """When the sitemap says that the item last changed; None: it does not say."""
    seller_key: str = ""
    """Seller pages: of whom they tell."""
    call: Call | None = None
    """Official interfaces: what is asked; `url` then says it without key, token and signature."""
    sending: Sending | None = None
    """How it goes out where it is no plain GET; `url` then says in one line what is asked. Never holds a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """One answer with status 200 that no guard stopped."""

    ask: Ask
    url: str
    """After redirects."""
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes
    """As received, decompressed."""
    text: str
    """Decoded by header, meta or the bytes themselves; empty for binary bodies."""
    fetched_at: datetime
    evidence_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a kind read off one page. Nothing read and `says_empty` False means that the layout changed."""

    sightings: tuple[Sighting, ...] = ()
    mentions: tuple[Mention, ...] = ()
    seller_facts: tuple[SellerFact, ...] = ()
    """What the page says of the business behind it."""
    asks: tuple[Ask, ...] = ()
    """Where to go on, items first, then the next page."""
    total_claimed: int | None = None
    """How many the source says it has for the query."""
    says_empty: bool = False
    """The source itself said that nothing was found, or an interface gave its documented empty answer."""
    notes: tuple[str, ...] = field(default=())
    """What could not be read, `jsonld_broken`."""
