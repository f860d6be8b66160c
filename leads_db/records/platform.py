"""A marketplace or opinion site and the authority of its seat."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One platform; operators and seats move and must be read again before a letter goes out."""

    id: str
    name: str
    kind: str
    operator: str = ""
    seat: str = ""
    seat_bureau: str = ""
    domains: tuple[str, ...] = ()
    item_url_patterns: tuple[str, ...] = ()
    """Regular expressions over host and path whose first group is the item id."""
    seller_location: str = ""
    access: str = ""
    source: str = ""
