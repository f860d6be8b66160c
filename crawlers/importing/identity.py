"""Which platform a row belongs to and what its item id is: stated, or out of the item's address."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from leads_db.records import Platform

PLATFORM_FORM = re.compile(r"[^\s\x00-\x1f/][^\x00-\x1f]{0,39}")
SHORTEST_ID = 6
"""Digits below which a number in a column `id` is taken for a running number."""
_SCHEMELESS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/", re.IGNORECASE)
ITEM_ID_CAP = 400
"""Characters of an item id that the store keeps."""
_SESSION = ("spm", "scm", "abbucket", "ns", "utm_source", "utm_medium", "utm_campaign", "sessionid", "pvid", "trackid")


class PlatformNames:
    """The register's platforms by id, name, domain and item address."""

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self._ids: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        for platform in platforms:
            for name in (platform.id, platform.name, *platform.name.split()):
                self._ids.setdefault(name.casefold(), platform.id)
            for domain in platform.domains:
                self._domains[domain] = platform.id
                if domain.count(".") == 1:
                    self._ids.setdefault(domain.partition(".")[0], platform.id)
            self._patterns += [(platform.id, re.compile(pattern)) for pattern in platform.item_url_patterns]
        self.of_text = lru_cache(maxsize=1_000)(self._of_text)
        self._of_host = lru_cache(maxsize=10_000)(self._find_host)

    def _of_text(self, text: str) -> str | None:
        """Platform id for `淘宝`, `Taobao`, `taobao (2021)`; None for a name that is not in the register."""
        name = re.sub(r"\s*[(（].*", "", text).strip().casefold()
        return self._ids.get(name)

    def of_url(self, url: str) -> tuple[str | None, str | None]:
        """Platform id and item id that stand in an item's address; None for what does not."""
        host = _host(url)
        if host is None:
            return None, None
        address = url.partition("://")[2]
        owner = self._of_host(host)
        for platform, pattern in self._patterns:
            if (owner is None or platform == owner) and (found := pattern.search(address)):
                return platform, found.group(1)
        return owner, None

    def _find_host(self, host: str) -> str | None:
        parts = host.split(".")
        names = (".".join(parts[start:]) for start in range(len(parts) - 1))
        return next((self._domains[name] for name in names if name in self._domains), None)


def item_address(text: str) -> str | None:
    """The address that a cell holds, with its scheme; None for `点击查看` and for a bare host, which is no item."""
    address = f"https:{text}" if text.startswith("//") else text
    if _SCHEMELESS.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        is_item = (
            parts.scheme.lower() in ("http", "https") and parts.hostname and (parts.path.strip("/") or parts.query)
        )
    except ValueError:
        return None
    return address if is_item else None


def is_row_number(text: str) -> bool:
    """True for a short number under `id`: the row's own, which the next file uses again for something else."""
    return text.isdecimal() and len(text) < SHORTEST_ID


def host_platform(url: str) -> str | None:
    """The host as the platform of a shop that is on none: `shop.example.com`; None without, or over 40 letters."""
    host = (_host(url) or "").removeprefix("www.")
    return host if 0 < len(host) <= 40 else None


def url_item_id(url: str) -> str:
    """An item id made from an address without session parameters and fragment: 32 hex characters."""
    steady = canonicalize_url(url_query_cleaner(url, _SESSION, remove=True))
    return _digest(steady.partition("://")[2])


def title_item_id(shop: str | None, title: str) -> str:
    """An item id for a row without id and address: the same shop and title give the same id."""
    return _digest(f"{shop or ''}\n{' '.join(title.split())}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname if url[:4].lower() == "http" else None
    except ValueError:
        return None
