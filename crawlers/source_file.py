"""A source as data: one YAML each, packaged in crawlers/sources/ or the installation's own in GI_HOME/sources/."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urljoin, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawlers.layout import Layout
from crawlers.source_checks import Consent, check_special
from leads_db.errors import SourceFileBroken
from leads_db.settings import Settings

PACKAGED = Path(__file__).parent / "sources"
OPINION_KINDS = ("rsshub", "samr_board", "people_board", "rednet_board", "weibo_mobile")
OPEN_KINDS = ("schema_org", "shopify", "woocommerce", "feed", "json_search", "html_search", *OPINION_KINDS, "officer")
"""Read without an account."""
PRACTICE_SCHEME = "practice:"
"""Stands for the practice market's address, whose port is a setting: `practice:/ld/`."""


class Source(BaseModel):
    """One source; a key that is not listed here is refused. Docstrings are what `source add` writes into the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    """The file's name without its ending."""
    title: str = Field(default="", max_length=60)
    """What people call it (Chinese)."""
    kind: Literal[
        "schema_org",
        "shopify",
        "woocommerce",
        "feed",
        "json_search",
        "html_search",
        "rsshub",
        "samr_board",
        "people_board",
        "rednet_board",
        "weibo_mobile",
        "officer",
        "jd_union",
        "taobao_tbk",
        "pdd_ddk",
        "alibaba1688",
        "douyin_buyin",
        "kuaishou_cps",
        "vip_union",
        "ebay_browse",
        "amazon_creators",
        "aliexpress_affiliate",
        "etsy_v3",
    ]
    """How its pages are read; the names after officer are official interfaces (docs/sources.md)."""
    platform: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    """Platform id of the register, or the source's own name for a shop that is no platform."""
    base_url: str
    """Address of the shop or site, ending in a slash; all other addresses are relative to it."""
    enabled: bool = False
    """Collected every day."""
    practice: bool = False
    """Belongs to the practice market: marked 演示 everywhere, and the only source that may lie on loopback."""
    search: str = ""
    """Search address with {term} and {page}; empty: the source is read as a whole."""
    term_encoding: Literal["utf-8", "gbk"] = "utf-8"
    """Encoding of the percent-escapes of {term}."""
    lists: tuple[str, ...] = ()
    """List pages to read where there is no search; with {page} in them they are turned by number."""
    layout: Layout | None = None
    """Where the facts stand (kinds json_search and html_search; schema_org: which rows link to items)."""
    sitemap: str = ""
    """Sitemap to read; empty: those that robots.txt names, unless there are lists or a search."""
    feed: str = ""
    """Address of the feed (kinds feed and rsshub)."""
    routes: tuple[str, ...] = ()
    """Kind rsshub: beginnings of routes that may be asked for, such as /gov/; each one allowed by the legal staff."""
    own_service: bool = False
    """Kind rsshub: its base address is a service of this installation on 127.0.0.1."""
    topics: tuple[str, ...] = ()
    """Boards: the categories (samr_board) or forums (people_board) to read."""
    consents: tuple[Consent, ...] = ()
    """Kind officer: who agreed, for which host and when, that an officer's own session is read."""
    item_url: str = ""
    """Part of every item's address, such as /item/; empty: links are judged by the page they lead to."""
    collections: tuple[str, ...] = ()
    """Shopify: handles of the collections to read; empty: the whole shop."""
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    """Currency of the prices where the interface states none (Shopify), such as CNY; empty: not known, no guess."""
    account: str = Field(default="", pattern=r"^[a-z0-9_]{0,40}$")
    """Official interfaces: the block of credentials.yml to use; empty: the one named like the kind."""
    token_url: str = ""
    """Address that issues tokens (kind amazon_creators); its host must stand under hosts."""
    details: bool = True
    """Official interfaces that tell more in a call for each item (1688): make these calls."""
    nothing_found: tuple[str, ...] = ()
    """What the site writes when a search finds nothing. Without such words a page without goods counts as changed."""
    hosts: tuple[str, ...] = ()
    """Further hosts of this source (another sub-domain for items). Redirects elsewhere are refused."""
    browser: bool = False
    """Pages are empty without JavaScript: open them in Chromium."""
    wait_for: str = ""
    """CSS selector that stands on a finished page (browser only)."""
    scrolls: int = Field(default=0, ge=0, le=50)
    """How often a list is scrolled to its end, as lists that load while one scrolls need (browser only)."""
    screenshots: bool = False
    """Keep a picture of each page as evidence beside its bytes (browser only; pictures in it are not loaded)."""
    max_pages: int = Field(default=5, ge=1, le=1000)
    """Result pages a term."""
    max_requests: int = Field(default=2000, ge=1, le=1_000_000)
    """Requests one run may send."""
    delay_s: float = Field(default=2.0, ge=0.0, le=600.0)
    """Seconds between two requests to one host; 0 only for the practice market."""
    concurrency: int = Field(default=1, ge=1, le=16)
    """Requests at the same time."""
    timeout_s: float = Field(default=30.0, gt=0, le=300)
    """Seconds until an answer must be there."""
    expected_minimum: int = Field(default=1, ge=0)
    """Listings or posts that a run should at least meet; fewer is told as a gap."""
    expected_maximum: int = Field(default=0, ge=0)
    """Listings or posts that a run should meet at most; more is told as a doubt. 0: no such limit."""
    languages: tuple[str, ...] = ("zh", "zh-Hant", "en")
    """Languages of its searches: zh, zh-Hant, zh-Latn, en, ja, ko. Pinyin and translations only if zh is left out."""
    disguises: bool = True
    """Search the names as sellers disguise them too (恒仁大米), as far as the daily budget reaches."""
    daily_requests: int = Field(default=0, ge=0)
    """Requests that one day's searches may cost, spent on the most valuable terms first; 0: as many as a run may."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("base_url: an address with http:// or https:// is wanted")
        if self.search and "{term}" not in self.search:
            raise ValueError("search: {term} is missing")
        if self.kind == "feed" and not self.feed:
            raise ValueError("feed: the address of the feed is missing")
        if self.kind in ("json_search", "html_search") or self.layout is not None:
            self._check_layout()
        check_special(self)
        if self.kind == "amazon_creators" and not self.token_url:
            raise ValueError("token_url: the address that issues tokens is missing")
        if not self.practice and self.delay_s < 0.5:
            raise ValueError("delay_s: at least 0.5 seconds between two requests")
        return self

    def _check_layout(self) -> None:
        if self.layout is None:
            raise ValueError("layout: where the facts stand is missing")
        if self.kind != "schema_org" and not (self.search or self.lists):
            raise ValueError("search: neither a search nor lists are named")
        if self.kind == "json_search":
            self.layout.check_paths()
        else:
            self.layout.check_css()

    @property
    def is_searched(self) -> bool:
        """True when terms of the register are searched; False when the source is read as a whole."""
        return bool(self.search) or self.is_interface

    @property
    def is_interface(self) -> bool:
        """True when it is called with an account of one's own."""
        return self.kind not in OPEN_KINDS

    @property
    def is_read_from_page_1(self) -> bool:
        """True when a later page can only be asked for with what the one before gave."""
        by_cursor = "{cursor}" in self.search or bool(self.layout and self.layout.next)
        return self.kind in ("pdd_ddk", "kuaishou_cps") or by_cursor

    def loopback_port(self, practice_port: int) -> int | None:
        """The one port of 127.0.0.1 that it may connect to; None for all but practice and own services."""
        if self.own_service:
            return urlsplit(self.base_url).port
        return practice_port if self.practice else None

    @property
    def account_name(self) -> str:
        """Block of credentials.yml."""
        return self.account or self.kind

    @property
    def own_hosts(self) -> frozenset[str]:
        """Host names that requests may go to, lower case."""
        host = urlsplit(self.base_url).hostname or ""
        return frozenset({host.lower(), *(name.lower() for name in self.hosts)})

    def address(self, path: str) -> str:
        """`path` below the base address; a full address stays as it is."""
        return urljoin(self.base_url, path)


def load_sources(settings: Settings) -> Mapping[str, Source]:
    """All sources by name; an installation's own file replaces a packaged one. Raises SourceFileBroken."""
    found = {}
    for folder in (PACKAGED, settings.sources_folder):
        for path in sorted(folder.glob("*.yml")) if folder.is_dir() else ():
            source = load_source(path, settings)
            found[source.name] = source
    return found


def load_source(path: Path, settings: Settings) -> Source:
    """The source in one file. Raises SourceFileBroken naming file and line or field."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise SourceFileBroken(f"{path.name}: {' '.join(str(fault).split())}") from fault
    if not isinstance(read, dict):
        raise SourceFileBroken(f"{path.name}: names and values (name: value) are wanted")
    if read.setdefault("name", path.stem) != path.stem:
        raise SourceFileBroken(f"{path.name}: name {read['name']!r} is not the file's name")
    address = read.get("base_url")
    if isinstance(address, str) and address.startswith(PRACTICE_SCHEME):
        read["base_url"] = f"http://127.0.0.1:{settings.practice_port}{address.removeprefix(PRACTICE_SCHEME)}"
    try:
        return Source(**read)
    except (ValidationError, TypeError) as fault:
        raise SourceFileBroken(f"{path.name}: {_named(fault)}") from fault


def _named(fault: Exception) -> str:
    if not isinstance(fault, ValidationError):
        return str(fault)
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in fault.errors())
