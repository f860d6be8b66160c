"""The goods on a list page: from structured data or addresses that look like items, else from repeated cards."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.discovery.cards import Cards, find_cards
from crawlers.discovery.software import Software
from crawlers.fetched import FetchedPage
from crawlers.pages.list_page import ListReading, read_list
from crawlers.pages.markup import parse_markup
from crawlers.source_file import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What one or several list pages show."""

    links: tuple[str, ...] = ()
    """Item pages."""
    titles: tuple[str, ...] = ()
    """Some of the goods' titles, as the list shows them."""
    cards: Cards | None = None
    told_whole: int = 0
    """Items that the list itself tells in full."""
    reading: ListReading | None = None

    def joined(self, other: "Goods") -> "Goods":
        """Both; the first that has cards counts."""
        return Goods(
            links=tuple(dict.fromkeys((*self.links, *other.links))),
            titles=tuple(dict.fromkeys((*self.titles, *other.titles))),
            cards=self.cards or other.cards,
            told_whole=max(self.told_whole, other.told_whole),
            reading=other.reading or self.reading,
        )


def read_goods(page: FetchedPage, source: Source, software: Software | None) -> Goods:
    """Nothing where neither stands there."""
    tree = parse_markup(page.text)
    known = source.model_copy(update={"item_url": software.item_url}) if software and software.item_url else source
    cards = find_cards(tree, page.url, source)
    reading = read_list(page, known)
    links = _agreed(reading.links, cards)
    titles = [item.listing.title for item in reading.items] + list(cards.titles if cards else ())
    return Goods(
        links=links,
        titles=tuple(title for title in titles if title),
        cards=cards,
        told_whole=len(reading.items),
        reading=reading,
    )


def _agreed(links: Sequence[str], cards: Cards | None) -> tuple[str, ...]:
    """The cards' links where they exist: addresses that only look like items may be anything."""
    if cards is None:
        return tuple(links)
    both = [link for link in links if link in cards.links]
    return tuple(dict.fromkeys((*both, *cards.links)))
