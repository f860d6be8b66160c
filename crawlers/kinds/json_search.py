"""Sites that answer in JSON, or whose pages carry their goods as JSON in a script: JMESPath in the source file."""

import json
import re
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.kinds.paged_address import fill_address, first_asks, is_numbered, numbered_ask
from crawlers.pages.addresses import join_url
from crawlers.pages.embedded import read_state
from crawlers.pages.interface_answers import parse_json
from crawlers.pages.laid_out import laid_facts, layout_of, make_row
from crawlers.pages.markup import parse_markup
from crawlers.pages.texts import clean
from leads_db.errors import PageChanged
from leads_db.records import Sighting, Unit

_PADDED = re.compile(r"^\s*(?:/\*\*/)?\s*[\w$.]{1,80}\s*\(\s*([{\[].*[}\]])\s*\)\s*;?\s*$", re.DOTALL)
"""JSONP: the answer wrapped into a call."""
ENDED = ("", "0", "false", "none", "-1")
"""What stands in the place of a cursor after the last page."""


class JsonSearchKind(Kind):
    """No code per site: rows, facts and the next page are named by expressions."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The search, else each list."""
        purpose = Purpose.LIST if layout_of(self.source).state else Purpose.API
        return tuple(first_asks(self.source, unit, purpose))

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where the answer has no rows where they should stand, or none of them is a listing."""
        layout = layout_of(self.source)
        answer = self._answer(page)
        rows = find(layout.rows, answer)
        if rows is None and self._says_empty(page):
            return Reading(says_empty=True)
        if not isinstance(rows, list):
            raise PageChanged(f"The answer holds no list at {layout.rows!r}.", url=page.url)
        made = [self._row(row, page, rank) for rank, row in enumerate(rows, 1)]
        sightings = tuple(one for one in made if one is not None)
        if rows and not sightings:
            raise PageChanged("None of the rows has a title and a number or address.", url=page.url)
        total = clean(find(layout.total, answer)) if layout.total else ""
        return Reading(
            sightings=sightings,
            asks=self._next(page, answer) if rows else (),
            total_claimed=int(total) if total.isdecimal() and len(total) < 12 else None,
            says_empty=not rows,
            notes=(f"rows_unreadable: {len(rows) - len(sightings)}",) if len(sightings) < len(rows) else (),
        )

    def _answer(self, page: FetchedPage) -> Any:
        """Raises PageChanged where there is no JSON."""
        name = layout_of(self.source).state
        if name:
            found = read_state(parse_markup(page.text), name)
            if found is None and not self._says_empty(page):
                raise PageChanged(f"The page's scripts hold no {name}.", url=page.url)
            return found
        padded = _PADDED.match(page.text)
        if padded is None:
            return parse_json(page)
        try:
            return json.loads(padded[1], parse_float=str)
        except (ValueError, RecursionError) as fault:
            raise PageChanged("A call around JSON that cannot be read.", url=page.url) from fault

    def _says_empty(self, page: FetchedPage) -> bool:
        return any(words in page.text for words in self.source.nothing_found)

    def _row(self, row: Any, page: FetchedPage, rank: int) -> Sighting | None:
        told = {name: find(path, row) for name, path in layout_of(self.source).fields.items()}
        item = make_row(laid_facts(told, page, self.source), page, self.source)
        if item is None:
            return None
        return self.sighting(item.listing, page, rank, item.notes)

    def _next(self, page: FetchedPage, answer: Any) -> tuple[Ask, ...]:
        """What the answer names, else the next number; the crawl stops at a page that brings nothing new."""
        layout, ask = layout_of(self.source), page.ask
        number = (ask.page or 1) + 1
        if number > self.source.max_pages:
            return ()
        told = find(layout.next, answer) if layout.next else True
        if told is True:
            following = numbered_ask(self.source, ask, number)
            return (following,) if following else ()
        cursor = clean(told) if isinstance(told, str | int | float) and told is not False else ""
        if cursor.lower() in ENDED:
            return ()
        path = self.source.search or next((one for one in self.source.lists if "{cursor}" in one), "")
        if "{cursor}" in path:
            url = fill_address(self.source, path, term=ask.term, number=number, cursor=cursor)
        else:
            url = "" if is_numbered(path) and cursor.isdecimal() else join_url(page.url, cursor)
            url = url or fill_address(self.source, path, term=ask.term, number=number)
        return (Ask(url=url, purpose=ask.purpose, term=ask.term, page=number),)


def find(path: str, value: Any) -> Any:
    """What stands at a JMESPath; None where nothing does or the value does not fit the expression."""
    try:
        return _compiled(path).search(value)
    except (JMESPathError, RecursionError):
        return None


@lru_cache(256)
def _compiled(path: str) -> Any:
    return jmespath.compile(path)
