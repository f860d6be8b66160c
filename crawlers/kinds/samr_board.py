"""市场监管总局公众留言: POST with JSON, a category or department a request, read as a whole and never searched."""

import json
from dataclasses import replace

from crawlers.fetched import Ask, FetchedPage, Sending
from crawlers.kinds.board_kind import BoardKind
from crawlers.pages.addresses import with_query
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.samr import read_samr

PATH = "gjjly/message/getMessageList"


class SamrBoardKind(BoardKind):
    """`topics` of the source are codes of categories, or of departments as `fzsj=<code>`; none: the whole board."""

    def asks(self, term: str, number: int) -> tuple[Ask, ...]:
        """One request for each topic."""
        return tuple(self._ask(topic, number) for topic in self.source.topics or ("",))

    def board_of(self, ask: Ask) -> str:
        """The topic that stands in the address."""
        return ask.url.partition("topic=")[2].partition("&")[0]

    def _ask(self, topic: str, number: int) -> Ask:
        url = self.source.address(PATH)
        category, department = ("", topic.removeprefix("fzsj=")) if topic.startswith("fzsj=") else (topic, "")
        wanted = {
            "clyj": "", "curPage": str(number), "endTime": "", "fzsj": department, "lylx": category, "lynr": "",
            "startTime": "", "zj": "",
        }  # fmt: skip
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        sending = Sending(url=url, method="POST", headers=headers, body=json.dumps(wanted).encode())
        shown = with_query(url, topic=topic.replace("=", ":"), curPage=number)
        return replace(self.ask(shown, "", number), sending=sending)

    def shelf(self, page: FetchedPage) -> Shelf:
        """See `read_samr`."""
        return read_samr(page, self.source.platform, self.author_salt)
