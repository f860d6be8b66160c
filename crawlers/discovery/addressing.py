"""What the addresses of items have in common and those of other pages have not."""

import re
from collections.abc import Sequence
from itertools import takewhile

from crawlers.pages.addresses import split_url

LOOKED_AT = 500


def common_part(items: Sequence[str], others: Sequence[str]) -> str:
    """A piece such as /item/, goods.php?id= or product_id=; empty where none sets the items apart."""
    told = [_told(url) for url in items[:LOOKED_AT]]
    if len(set(told)) < 2:
        return ""
    elsewhere = [_told(url) for url in others]
    prefix = _shared_start(told)
    starts = re.match(r".*[/=_-]", prefix)
    candidates = [starts[0]] if starts else []
    candidates += [candidates[0][1:].rpartition("/")[2]] if candidates and "?" in candidates[0] else []
    ending = _shared_start([one[::-1] for one in told])[::-1].lstrip("0123456789")
    candidates += [_last_name(prefix), ending]
    for candidate in candidates:
        plain = candidate.strip("/")
        if len(plain) >= 1 and len(candidate) >= 3 and not any(candidate in other for other in elsewhere):
            return _without_base(candidate)
    return ""


def _shared_start(texts: Sequence[str]) -> str:
    alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return "".join(signs[0] for signs in alike)


def _told(url: str) -> str:
    _, _, path, query = split_url(url)
    return f"{path}?{query}" if query else path


def _last_name(prefix: str) -> str:
    """Name of the last value of a query: product_id= of index.php?route=product/product&product_id=4."""
    found = re.search(r"(?:[?&])([\w-]+=)\d*$", prefix)
    return found[1] if found else ""


def _without_base(candidate: str) -> str:
    """The last step of a path, in slashes: /shop/cn/item/ → /item/."""
    steps = [step for step in candidate.split("/") if step]
    is_folder = candidate.endswith("/") and len(steps) > 1
    return f"/{steps[-1]}/" if is_folder else candidate
