"""What a post points at: links to platforms of the register, and shops that it names; candidates for leads.

A post is written by anybody: a link counts only when its host is a platform's own, and what is kept of it has no
account, port, fragment or tracking.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from leads_db.records import PRACTICE, Mention, Platform
from leads_db.records.opinion import COMPLAINTS, OpinionView
from leads_db.store.lead_candidates import LINK, SHOP, Named
from pipelines.stages.normalise import clean_url

URL = re.compile(r"https?://[^\s<>\"'，。；、！？（）【】《》“”\u3000]{4,600}", re.IGNORECASE)
LINKS_MOST, SHOPS_MOST = 5, 5
"""Of one post."""
SURE, PERHAPS = 0.7, 0.4
"""Confidence from which a shop's name is taken, and from which it is where a known seller is called so."""
SHOP_LENGTHS = range(2, 41)
NO_MARKETS = ("opinion", "complaints", "offline")


class MarketHosts:
    """Host → platform, for the platforms on which things are sold."""

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self._by_host = {
            domain.lower(): platform.id
            for platform in platforms
            if platform.kind not in NO_MARKETS
            for domain in platform.domains
        }

    def platform_of(self, url: str) -> str | None:
        """Platform whose host the address is on; None for any other, and for what only looks like one."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or parts.username or parts.password or port not in (None, 80, 443):
            return None
        labels = host.rstrip(".").split(".")
        return next(
            (found for start in range(len(labels) - 1) if (found := self._by_host.get(".".join(labels[start:])))), None
        )


def find_named(
    mention_id: int, mention: Mention, view: OpinionView, hosts: MarketHosts, *, is_practice: bool = False
) -> tuple[Named, ...]:
    """The links and shops of a post that complains or alerts; empty for all others."""
    if view.indication is None or not (view.alert or view.topic in COMPLAINTS):
        return ()
    told = [(LINK, platform, url, True) for url, platform in find_links(mention, hosts)]
    told += [(SHOP, _platform_of(view), name, confidence >= SURE) for name, confidence in find_shops(view).items()]
    return tuple(
        Named(
            mention_id=mention_id,
            indication=view.indication,
            kind=kind,
            platform=platform,
            text=text,
            is_sure=is_sure,
            is_practice=is_practice,
        )
        for kind, platform, text, is_sure in told
    )


def find_links(mention: Mention, hosts: MarketHosts) -> tuple[tuple[str, str], ...]:
    """(address without tracking, platform) of the links in title and text, each once."""
    found: dict[str, str] = {}
    for match in URL.finditer(f"{mention.title or ''}\n{mention.text}"):
        url = clean_url(match[0].rstrip(".,;:!?)]}"))
        platform = hosts.platform_of(url) if url else None
        is_fitting = (platform == PRACTICE) is (mention.platform == PRACTICE)  # the market is on loopback
        if url and platform and is_fitting and len(found) < LINKS_MOST:
            found[url.partition("#")[0]] = platform
    return tuple(found.items())


def find_shops(view: OpinionView) -> dict[str, float]:
    """Names of shops, as written, with the analysis's confidence; those that it hardly believes in are left out."""
    found: dict[str, float] = {}
    for one in view.shops:
        name = " ".join(one.text.split())
        if one.confidence >= PERHAPS and len(name) in SHOP_LENGTHS:
            found[name] = max(one.confidence, found.get(name, 0.0))
    return dict(list(found.items())[:SHOPS_MOST])


def _platform_of(view: OpinionView) -> str:
    """The one market that the post names; empty where it names none or several."""
    named: Sequence[str] = tuple({one.id for one in view.platforms if one.id})
    return named[0] if len(named) == 1 else ""
