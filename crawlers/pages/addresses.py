"""Addresses: the part of an item's address that stays the same, query values changed, hosts compared."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"^(?:utm_\w+|spm|scm|pvid|gclid|fbclid|msclkid|yclid|ref_?|src|source|from|track\w*|aff\w*|pid|sid|session\w*|"
    r"_t|ts|timestamp|abbucket|abtest|traceid|share\w*|cpg|campaign\w*|clickid|click_id|mc_[a-z]+|_ga|position|rank|q|keyword|page)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{6,}$")
_SLUG = re.compile(r"-[^-]+-|[^\x00-\x7f]")
_LONG_NUMBER = re.compile(r"\d{4,}")
LONGEST_ID = 200
REMEMBERED = 1_024
"""Addresses whose parts are not worked out again: a page names its own several times."""


def split_url(url: str) -> tuple[str, str, str, str]:
    """Scheme, host with port, path and query; four empty texts where it is no address."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query
    except ValueError:
        return "", "", "", ""


@lru_cache(REMEMBERED)
def join_url(base: str, reference: str) -> str:
    """A reference made absolute, without fragment; empty where it is no http address."""
    try:
        parts = urlsplit(urljoin(base, reference.strip()))
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


@lru_cache(REMEMBERED)
def host_of(url: str) -> str:
    """Host name in lower case, without port; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


@lru_cache(REMEMBERED)
def stable_id(url: str) -> str:
    """Path and identifying query of an item's address: the same however the item was reached. Long ones are hashed.

    Beside a long number, words of the title in the path are left out: sellers change them.
    """
    _, _, path, query = split_url(url)
    steps = unquote(path).strip("/").split("/")
    if any(_NUMBER.match(step) for step in steps):
        steps = [step for step in steps if not _SLUG.search(step)]
    kept = sorted((name, value) for name, value in parse_qsl(query) if not _TRACKING.match(name))
    told = ("/".join(steps) or "/") + (f"?{urlencode(kept)}" if kept else "")
    return told if len(told) <= LONGEST_ID else hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def same_page(first: str, second: str) -> bool:
    """True when both addresses lead to the same item, whatever scheme, tracking and escapes they carry."""
    hosts = {host_of(address).removeprefix("www.").removeprefix("m.") for address in (first, second)}
    return len(hosts) == 1 and stable_id(first) == stable_id(second)


def is_same_item(claimed: str, url: str) -> bool:
    """True when an address that a page claims for itself fits the one it was read at: same host and number or end.

    A template that claims one address for all items would otherwise make them one listing.
    """
    if not claimed or host_of(claimed) != host_of(url):
        return False
    ours, theirs = stable_id(url), stable_id(claimed)
    numbers = _LONG_NUMBER.findall(ours)
    return all(number in theirs for number in numbers) if numbers else theirs.split("/")[-1] == ours.split("/")[-1]


def with_query(url: str, **changes: object) -> str:
    """The address with some query values replaced or added."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in changes]
    asked = urlencode([*kept, *((name, str(value)) for name, value in changes.items())])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, asked, ""))


def escaped_term(term: str, encoding: str) -> str:
    """A search term as percent-escapes in the site's encoding; characters it cannot hold become entities."""
    return quote(term, safe="", encoding=encoding, errors="xmlcharrefreplace")
