"""红网百姓呼声: POST with JSON, searched by term, page by page."""

import json
from dataclasses import replace

from crawlers.fetched import Ask, FetchedPage, Sending
from crawlers.kinds.board_kind import BoardKind
from crawlers.pages.addresses import escaped_term
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.rednet import read_rednet

PAGE_SIZE = 20


class RednetBoardKind(BoardKind):
    """`search` of the source says in one line what is asked; what is sent is its path and a JSON body."""

    def asks(self, term: str, number: int) -> tuple[Ask, ...]:
        """One request."""
        shown = self.source.search.replace("{term}", escaped_term(term, "utf-8")).replace("{page}", str(number))
        url = self.source.address(shown)
        body = json.dumps({"search": term, "page": number, "page_num": PAGE_SIZE}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        sending = Sending(url=url.partition("?")[0], method="POST", headers=headers, body=body)
        return (replace(self.ask(url, term, number), sending=sending),)

    def shelf(self, page: FetchedPage) -> Shelf:
        """See `read_rednet`."""
        return read_rednet(page, self.source.platform, self.author_salt)
