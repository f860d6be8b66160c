"""The practice market: a small shop site on loopback, so that all of gi-leads can be seen at work without credentials.

Nothing on it is real, and every page says so (演示). Its shops show the forms that real sites have, its misbehaving
shops what real sites do to crawlers. It is a site, not a crawler: nothing in `crawlers` is imported here.
"""

from crawlers.practice_market.server import Market, start_market
from crawlers.practice_market.shops import manifest

__all__ = ["Market", "manifest", "start_market"]
