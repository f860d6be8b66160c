"""Cities, their bureaus and the users authorised to use the special sign."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """An authority that can receive a lead."""

    id: str
    name: str
    level: str
    """city, city-team, city-centre, zone, district, county or county-city."""
    code: str
    """GB/T 2260 code, or the register's own pseudo code where `official` is false."""
    official: bool
    city: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    """Township names for address matching, present and old."""
    zone_words: tuple[str, ...] = ()
    """What an address in a development zone writes, whole names; only for zone bureaus."""
    zone_in: tuple[str, ...] = ()
    """Codes of counties whose name may stand before a zone word; any district's may."""
    zone_townships: tuple[str, ...] = ()
    """Townships of counties that are in the zone's care; who is competent there must be asked."""
    zone_source: str = ""
    role: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city that gi-leads works for; GI_CITY names it by `id`."""

    id: str
    name: str
    code: str
    province_code: str
    province_name: str
    aliases: tuple[str, ...]
    bureaus: tuple[Bureau, ...]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedUser:
    """One row of the list of authorised users of an indication's special sign."""

    indication: str
    name: str
    credit_code: str
    """Unified social credit code, 18 characters."""
    brand: str = ""
    county_code: str = ""
    products: tuple[str, ...] = ()
    """Goods the authorisation covers."""
    sign_code: str = ""
    from_on: date | None = None
    to_on: date | None = None
    """Last day of the authorisation; None: no end known."""
    source: str = ""
    """Line of the list from which it was read."""

    def is_valid_on(self, day: date) -> bool:
        """True when the authorisation covers `day`; an open end covers all later days."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)
