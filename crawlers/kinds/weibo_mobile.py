"""Weibo's mobile search as its own pages ask for it, without an account; asked only where robots.txt allows it."""

from dataclasses import replace
from urllib.parse import quote

from crawlers.fetched import Ask, FetchedPage, Sending
from crawlers.kinds.board_kind import BoardKind
from crawlers.pages.addresses import escaped_term
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.weibo import read_weibo


class WeiboMobileKind(BoardKind):
    """Newest posts first (type 61). A log-in wall or HTTP 432 stops the source; nothing is done against either."""

    def asks(self, term: str, number: int) -> tuple[Ask, ...]:
        """One request."""
        shown = self.source.search.replace("{term}", escaped_term(term, "utf-8")).replace("{page}", str(number))
        url = self.source.address(shown)
        container = quote(f"100103type=61&q={term}", safe="")
        headers = {
            "Accept": "application/json",
            "MWeibo-Pwa": "1",
            "X-Requested-With": "XMLHttpRequest",
            "Referer": self.source.address(f"search?containerid={container}"),
        }
        return (replace(self.ask(url, term, number), sending=Sending(url=url, headers=headers)),)

    def shelf(self, page: FetchedPage) -> Shelf:
        """See `read_weibo`."""
        return read_weibo(page, self.source.platform, self.author_salt)
