"""Sites without data for machines: CSS selectors in the source file say where rows, facts and the next page stand.

With `browser: true` the pages are opened in Chromium: waits, scrolling and buttons to the next page are its settings.
"""

from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement
from parsel import Selector

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.kinds.paged_address import first_asks, numbered_ask
from crawlers.pages.addresses import host_of, join_url
from crawlers.pages.fact_tables import pair_facts, read_pairs, read_seller_line
from crawlers.pages.facts import merge_facts
from crawlers.pages.laid_out import is_cut, laid_facts, layout_of, make_row
from crawlers.pages.markup import parse_markup, tree_to_text
from crawlers.pages.pagers import next_url
from crawlers.pages.prices import parse_amount
from crawlers.pages.selected import select_rows, text_at, texts_at, whole
from leads_db.errors import PageChanged
from leads_db.records import Sighting, Unit


class HtmlSearchKind(Kind):
    """No code per site. Rows whose title is cut short, and all rows where `item` is set, lead to item pages."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The search, else each list."""
        return tuple(first_asks(self.source, unit, Purpose.LIST))

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where a list has no rows and does not say so, or an item page lacks its title."""
        tree = parse_markup(page.text)
        return self._read_item(tree, page) if page.ask.purpose is Purpose.ITEM else self._read_list(tree, page)

    def _read_list(self, tree: HtmlElement, page: FetchedPage) -> Reading:
        layout = layout_of(self.source)
        rows = select_rows(tree, layout.rows)
        if not rows:
            if any(words in tree_to_text(tree) for words in self.source.nothing_found):
                return Reading(says_empty=True)
            raise PageChanged(f"Nothing stands at {layout.rows!r}.", url=page.url)
        sightings, asks, left_out = [], [], 0
        for rank, row in enumerate(rows, 1):
            facts = self._facts(row, layout.fields, page)
            link = facts.get("url", "")
            is_own = host_of(link) in self.source.own_hosts
            if is_own and (layout.item or is_cut(facts.get("title", ""))):
                asks.append(Ask(url=link, purpose=Purpose.ITEM, term=page.ask.term, page=page.ask.page, rank=rank))
            elif (made := self._sighting(facts, page, rank)) is not None:
                sightings.append(made)
            else:
                left_out += 1
        if not sightings and not asks:
            raise PageChanged("None of the rows has a title and a number or address.", url=page.url)
        return Reading(
            sightings=tuple(sightings),
            asks=(*asks, *self._next(tree, page)),
            total_claimed=self._total(tree),
            notes=(f"rows_unreadable: {left_out}",) if left_out else (),
        )

    def _read_item(self, tree: HtmlElement, page: FetchedPage) -> Reading:
        layout = layout_of(self.source)
        places = layout.item or {"title": "h1"}
        pairs = pair_facts((*read_pairs(tree), *read_seller_line(tree, page.text)))
        facts = merge_facts({"url": page.url}, self._facts(whole(tree), places, page), pairs)
        made = self._sighting(facts, page, page.ask.rank)
        if made is None:
            raise PageChanged(f"No title stands at {places.get('title', '')!r}.", url=page.url)
        return Reading(sightings=(made,))

    def _facts(self, place: Selector, places: Mapping[str, str], page: FetchedPage) -> dict[str, Any]:
        told: dict[str, Any] = {
            name: texts_at(place, selector) if name == "image_urls" else text_at(place, selector)
            for name, selector in places.items()
        }
        return laid_facts(told, page, self.source)

    def _sighting(self, facts: dict[str, Any], page: FetchedPage, rank: int | None) -> Sighting | None:
        item = make_row(facts, page, self.source)
        if item is None:
            return None
        cut = ("title_cut",) if is_cut(item.listing.title) else ()
        return self.sighting(item.listing, page, rank, (*item.notes, *cut))

    def _total(self, tree: HtmlElement) -> int | None:
        told = text_at(whole(tree), layout_of(self.source).total)
        amount = parse_amount(told) if told else None
        return int(amount) if amount is not None else None

    def _next(self, tree: HtmlElement, page: FetchedPage) -> tuple[Ask, ...]:
        """By the layout a link or a button to press once more; else the next number, or what says «next page»."""
        layout, ask = layout_of(self.source), page.ask
        number = (ask.page or 1) + 1
        if number > self.source.max_pages:
            return ()
        if not layout.next:
            following = numbered_ask(self.source, ask, number)
            linked = "" if following else next_url(tree, page.url, self.source, number - 1)
            made = Ask(url=linked, purpose=ask.purpose, term=ask.term, page=number) if linked else following
            return (made,) if made else ()
        if "::" in layout.next:
            target = join_url(page.url, text_at(whole(tree), layout.next) or "javascript:")
            is_way = bool(target) and target != page.url and host_of(target) in self.source.own_hosts
            return (Ask(url=target, purpose=ask.purpose, term=ask.term, page=number),) if is_way else ()
        button = next(iter(select_rows(tree, layout.next)), None)
        if not self.source.browser or button is None or _is_spent(button.root):
            return ()
        return (Ask(url=ask.url, purpose=ask.purpose, term=ask.term, page=number, presses=ask.presses + 1),)


def _is_spent(button: HtmlElement) -> bool:
    """True for a button that leads nowhere any more."""
    classes = (button.get("class") or "").lower().split()
    return button.get("disabled") is not None or button.get("aria-disabled") == "true" or "disabled" in classes
