"""One finder over the packaged register for all tests of this folder."""

from collections.abc import Callable
from functools import cache

import pytest

from leads_db.register import load_register
from pipelines.names.finder import NameFinder
from pipelines.names.hit import NameHit
from tests.factories import listing


@cache
def packaged_finder() -> NameFinder:
    return NameFinder(load_register().indications.values())


@pytest.fixture
def finder() -> NameFinder:
    return packaged_finder()


@pytest.fixture
def find(finder: NameFinder) -> Callable[[str], list[NameHit]]:
    """Title → hits, the surest first."""
    return lambda title: sorted(finder.find(listing(title=title, shop_name=None)), key=lambda hit: -hit.confidence)
