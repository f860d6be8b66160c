"""How a site without data for machines lays out its goods: where the rows stand, and each fact within a row.

The places are CSS selectors for pages (kind html_search) and JMESPath expressions for JSON (kind json_search).
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

import jmespath
from cssselect import SelectorError
from jmespath.exceptions import JMESPathError
from parsel.csstranslator import HTMLTranslator
from pydantic import BaseModel, ConfigDict, Field, model_validator

FACTS = (
    "item_id", "title", "url", "price", "sold", "description", "category", "weight", "image_urls", "shop_name",
    "shop_id", "shop_location", "ships_from", "operator_name", "operator_code", "operator_address",
)  # fmt: skip
"""Names that a place may be given for; a name in Chinese (产地) becomes an attribute of the listing."""


class Layout(BaseModel):
    """The places of one site; a key that is not listed here is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    rows: str = Field(min_length=1)
    """The goods on a list page or in an answer."""
    fields: Mapping[str, str]
    """Fact → its place within a row."""
    item: Mapping[str, str] = Field(default_factory=dict)
    """html_search: fact → its place on an item's own page; empty: rows tell enough, item pages are not fetched."""
    item_address: str = ""
    """Address of an item, made of its number: `item/{item_id}.html`; empty: the rows tell it as `url`."""
    total: str = ""
    """How many the site says it has."""
    next: str = ""
    """The next page: a link (CSS with ::attr(href)), a button to press (CSS, browser only), or in JSON an address, a
    cursor for {cursor}, or true; empty: by the page's number."""
    state: str = ""
    """json_search: the variable of a page's script that holds the JSON, such as __INITIAL_STATE__."""
    price_unit: Literal["yuan", "fen"] = "yuan"
    """What the prices are counted in."""
    page_size: int = Field(default=20, ge=1, le=1000)
    """Rows a page, for addresses that count rows ({offset})."""

    @model_validator(mode="after")
    def _names_facts(self) -> Self:
        unknown = [name for name in (*self.fields, *self.item) if name not in FACTS and name.isascii()]
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no fact of a listing; known are {', '.join(FACTS)}")
        if "title" not in self.fields and "title" not in self.item:
            raise ValueError("fields: title is missing")
        if not self.item_address and not {"item_id", "url"} & set(self.fields):
            raise ValueError("fields: item_id or url is missing")
        return self

    def check_css(self) -> None:
        """Raises ValueError naming the selector that is none."""
        self._check(_translate, (self.rows, self.total, self.next, *self.fields.values(), *self.item.values()))

    def check_paths(self) -> None:
        """Raises ValueError naming the expression that is none."""
        self._check(jmespath.compile, (self.rows, self.total, self.next, *self.fields.values()))

    def _check(self, compiled: Callable[[str], Any], places: tuple[str, ...]) -> None:
        for place in places:
            try:
                compiled(place) if place else None
            except (SelectorError, JMESPathError) as fault:
                raise ValueError(f"{place!r} cannot be read: {' '.join(str(fault).split())[:120]}") from fault


def _translate(selector: str) -> str:
    return HTMLTranslator().css_to_xpath(selector)
