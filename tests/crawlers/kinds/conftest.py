"""The practice market of the session, with its gates open."""

from tests.crawlers.practice_market.conftest import market

__all__ = ["market"]
