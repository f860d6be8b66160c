"""What was seen of a shop → the values of its source file, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.discovery.addressing import common_part
from crawlers.discovery.front import Front, relative
from crawlers.discovery.goods import Goods
from crawlers.discovery.item_places import find_places
from crawlers.discovery.proposal import Sureness, Trace
from crawlers.discovery.searching import Searched, next_button
from crawlers.discovery.selectors import selector_within
from crawlers.discovery.software import Software
from crawlers.fetched import FetchedPage
from crawlers.pages.item_links import is_item_address
from crawlers.pages.item_page import ItemReading, read_item
from crawlers.pages.markup import parse_markup
from crawlers.source_file import Source
from crawlers.unit_crawl import READER_FAULTS
from leads_db.errors import PageChanged

LISTS_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a look gathered of a shop."""

    source: Source
    front: Front
    software: Software | None
    sitemap: tuple[str, ...]
    goods: Goods
    items: tuple[FetchedPage, ...]
    searched: Searched
    lists: tuple[FetchedPage, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """Every address of an item that was met."""
        return tuple(dict.fromkeys((*self.goods.links, *self.searched.goods.links, *self.sitemap)))


class Weighing:
    """Values, reasons and hints as they come together."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.values: dict[str, Any] = {}
        self.traces: list[Trace] = []
        self.hints: list[str] = []

    def say(self, field: str, value: Any, sureness: Sureness, why: str) -> None:
        """One value with its reason."""
        self.values[field] = value
        self.traces.append(Trace(field=field, sureness=sureness, why=why))


def weigh(evidence: Evidence) -> tuple[dict[str, Any], tuple[Trace, ...], tuple[str, ...]]:
    """Values, reasons and hints; no values where the site shows no goods."""
    weighing = Weighing(evidence)
    readings = [reading for page in evidence.items if (reading := _read(page, evidence.source)) is not None]
    structured = [reading for reading in readings if "extraction_weak" not in reading.notes]
    pages = len(evidence.items)
    if structured:
        weighing.say(
            "kind", "schema_org", Sureness.SURE, f"data for machines on {len(structured)} of {pages} item pages"
        )
    elif evidence.goods.told_whole or evidence.searched.goods.told_whole:
        weighing.say("kind", "schema_org", Sureness.SURE, "lists tell their goods as data for machines")
    elif readings and _agree(readings, evidence):
        weighing.say(
            "kind", "schema_org", Sureness.LIKELY, "no data for machines; heading and price of item pages are read"
        )
    elif not _lay_out(weighing, needs_items=False):
        return {}, (), ()
    _begin(weighing)
    _say_items(weighing)
    _say_currency(weighing, readings)
    _say_browser(weighing)
    return weighing.values, tuple(weighing.traces), tuple(weighing.hints)


def _read(page: FetchedPage, source: Source) -> ItemReading | None:
    try:
        return read_item(page, source.platform)
    except (PageChanged, *READER_FAULTS):
        return None


def _agree(readings: Sequence[ItemReading], evidence: Evidence) -> bool:
    """True where headings are the titles that the list shows, and each page has its own."""
    titles = [reading.listing.title for reading in readings]
    shown = evidence.goods.titles + evidence.searched.goods.titles
    fits = [title for title in titles if any(title in told or told.rstrip("….") in title for told in shown)]
    return len(set(titles)) == len(titles) and bool(fits) and all(reading.listing.price_raw for reading in readings)


def _begin(weighing: Weighing) -> None:
    """Search, sitemap or lists."""
    evidence, searched = weighing.evidence, weighing.evidence.searched
    if searched.template and searched.paging != "button":
        weighing.say(
            "search",
            searched.template,
            Sureness.SURE,
            f"tried: {len(searched.goods.links)} goods, next page {searched.paging or 'not found'}",
        )
        if evidence.front.encoding == "gbk":
            weighing.say(
                "term_encoding", "gbk", Sureness.SURE, "the pages are written in GBK, and the search found its word"
            )
        if searched.nothing_found:
            weighing.say(
                "nothing_found",
                list(searched.nothing_found),
                Sureness.LIKELY,
                "said when a word was searched that nothing has",
            )
        else:
            weighing.hints.append("nothing_found: not learned; without it an empty search counts as a changed page")
        return
    if evidence.sitemap and weighing.values["kind"] == "schema_org":
        weighing.traces.append(
            Trace(
                field="sitemap",
                sureness=Sureness.SURE,
                why=f"robots.txt or /sitemap.xml leads to {len(evidence.sitemap)} items",
            )
        )
        return
    _say_lists(weighing)


def _say_lists(weighing: Weighing) -> None:
    evidence = weighing.evidence
    told = [relative(url, evidence.source) for url in evidence.front.lists[:LISTS_MOST]]
    if told:
        weighing.say("lists", told, Sureness.LIKELY, "links of the first page that look like categories")
    else:
        weighing.say("lists", [""], Sureness.LIKELY, "the first page itself shows the goods")
    if evidence.searched.paging == "button" and (button := _button(evidence)):
        weighing.say("browser", True, Sureness.LIKELY, "the next page is reached by a button alone")
        if weighing.values["kind"] != "html_search" and not _lay_out(weighing, needs_items=True):
            weighing.hints.append("next page: only a button leads there, and where the facts stand was not found")
            return
        weighing.values["layout"] = {**weighing.values.get("layout", {}), "next": button}


def _button(evidence: Evidence) -> str:
    page = evidence.searched.page or evidence.lists[0]
    tree = parse_markup(page.text)
    found = next_button(tree)
    return selector_within(found, tree) if found is not None else ""


def _lay_out(weighing: Weighing, *, needs_items: bool) -> bool:
    """Kind html_search by the repeated cards; False where there are none."""
    evidence = weighing.evidence
    cards = evidence.searched.goods.cards or evidence.goods.cards
    if cards is None:
        return False
    titles = dict(zip(cards.links, cards.titles, strict=False))
    known = evidence.goods.cards
    titles |= dict(zip(known.links, known.titles, strict=False)) if known is not None else {}
    item = find_places(evidence.items, titles)
    if needs_items and not item:
        return False
    layout: dict[str, Any] = {"rows": cards.rows, "fields": dict(cards.fields)}
    weighing.say("kind", "html_search", Sureness.LIKELY, "no data for machines; goods stand in repeated cards")
    weighing.say(
        "layout",
        layout | ({"item": item} if item else {}),
        Sureness.LIKELY,
        f"{len(cards.links)} cards; {'item pages agree' if item else 'item pages are not read'}",
    )
    return True


def _say_items(weighing: Weighing) -> None:
    """What items' addresses have in common, or the cards that lead to them."""
    evidence, links = weighing.evidence, weighing.evidence.links
    if weighing.values["kind"] != "schema_org" or not links:
        return
    others = (*evidence.front.lists, evidence.source.base_url)
    known = evidence.software.item_url if evidence.software else ""
    part = known if known and all(known in link for link in links) else common_part(links, others)
    if part:
        weighing.say("item_url", part, Sureness.SURE, f"stands in the addresses of {len(links)} items and of no list")
    elif not all(is_item_address(link, evidence.source) for link in links):
        cards = evidence.searched.goods.cards or evidence.goods.cards
        if cards is None:
            weighing.hints.append("item_url: items have no address in common; say how theirs look")
            return
        layout = {"rows": cards.rows, "fields": {name: cards.fields[name] for name in ("url", "title")}}
        weighing.say("layout", layout, Sureness.LIKELY, "items have no address in common; their cards lead to them")


def _say_currency(weighing: Weighing, readings: Sequence[ItemReading]) -> None:
    """Yuan where prices bear the sign alone and the site is written in Chinese."""
    bare = any("currency_missing" in reading.notes for reading in readings) or weighing.values["kind"] == "html_search"
    text = weighing.evidence.lists[0].text[:200_000]
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    if bare and any(sign in text for sign in ("¥", "￥", "&yen;", "元")) and chinese > 50:
        weighing.say("currency", "CNY", Sureness.LIKELY, "prices bear ¥ or 元, and the site is written in Chinese")
    elif bare:
        weighing.hints.append("currency: prices name none; set it, or they stay unread")


def _say_browser(weighing: Weighing) -> None:
    source, values = weighing.evidence.source, weighing.values
    if not source.browser and not values.get("browser"):
        return
    layout: Mapping[str, Any] = values.get("layout", {})
    ways = [layout.get("rows", ""), f'a[href*="{values["item_url"]}"]' if values.get("item_url") else "", "h1"]
    if source.browser:
        weighing.say("browser", True, Sureness.SURE, "pages are empty before their scripts have run")
    weighing.say("wait_for", ", ".join(way for way in ways if way), Sureness.LIKELY, "stands on finished pages")
