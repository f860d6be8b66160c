"""Addresses of searches and lists: {term}, {page}, {offset} and {cursor} filled in, and the first asks of a unit."""

from collections.abc import Iterator
from urllib.parse import quote

from crawlers.fetched import Ask, Purpose
from crawlers.pages.addresses import escaped_term
from crawlers.source_file import Source
from leads_db.records import Unit


def fill_address(source: Source, path: str, *, term: str = "", number: int = 1, cursor: str = "") -> str:
    """The whole address of result page `number`, from 1."""
    size = source.layout.page_size if source.layout else 20
    values = {
        "{term}": escaped_term(term, source.term_encoding),
        "{page}": str(number),
        "{offset}": str((number - 1) * size),
        "{cursor}": quote(cursor, safe=""),
    }
    for mark, value in values.items():
        path = path.replace(mark, value)
    return source.address(path)


def is_numbered(path: str) -> bool:
    """True for an address that leads to any page by its number."""
    return "{page}" in path or "{offset}" in path


def first_asks(source: Source, unit: Unit, purpose: Purpose) -> Iterator[Ask]:
    """The unit's first page of the search, else of each list."""
    if source.search:
        url = fill_address(source, source.search, term=unit.term, number=unit.page_from)
        yield Ask(url=url, purpose=purpose, term=unit.term, page=unit.page_from)
        return
    for path in source.lists:
        yield Ask(url=fill_address(source, path), purpose=purpose, page=1)


def numbered_ask(source: Source, ask: Ask, number: int) -> Ask | None:
    """Page `number` of the search or list that `ask` is a page of; None where its address holds no number."""
    if source.search:
        path = source.search
    else:
        told = (one for one in source.lists if fill_address(source, one, number=ask.page or 1) == ask.url)
        path = next(told, "")
    if not is_numbered(path):
        return None
    url = fill_address(source, path, term=ask.term, number=number)
    return Ask(url=url, purpose=ask.purpose, term=ask.term, page=number)
