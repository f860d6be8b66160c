"""A place → the bureau of ours that is competent there, else the office elsewhere to which a lead is transferred."""

from leads_db.records import Bureau
from leads_db.register import Register
from leads_db.register.routing import RoutingTable
from pipelines.places.address import Address
from pipelines.places.divisions import load_divisions
from pipelines.places.resolver import PlaceHit
from pipelines.places.zones import zone_of

TRANSFER = "transfer:"
MUNICIPALITIES = ("11", "12", "31", "50")


def transfer_code(code: str) -> str | None:
    """The code a lead is transferred to: the prefecture, a municipality, a county directly under its province.

    None for a province: too wide to write to.
    """
    province = code[:2]
    if province in MUNICIPALITIES:
        return province + "0000"
    if code[2:4] == "90":
        return code
    if code[2:4] == "00":
        return None
    return code[:4] + "00"


def bureau_at(register: Register, address: Address) -> Bureau | None:
    """Our bureau for the place: the zone's, the county's, else the city's; None outside of our cities."""
    hit = PlaceHit(address.code, "", address.level, (0, 0), None, address.sure)
    zone = zone_of(register, hit, address.text)
    if zone is not None:
        return zone
    exact = register.bureau_of_code(address.code) if address.level == "county" else None
    return exact or city_bureau(register, address.code)


def city_bureau(register: Register, code: str) -> Bureau | None:
    """The city bureau of the prefecture that holds the code; None for a city that is not ours and for a province."""
    city = next((one for one in register.cities.values() if one.code[:4] == code[:4]), None)
    return next((one for one in city.bureaus if one.level == "city"), None) if city else None


def place_words(code: str) -> str:
    """河南省焦作市温县 for 410825; municipalities and counties under their province without doubling."""
    divisions = load_divisions()
    codes = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
    return "".join(dict.fromkeys(divisions[one].name for one in codes if one in divisions))


def office_name(register: Register, table: RoutingTable, bureau: str, place: str = "") -> str:
    """The name of a bureau id; of transfer:<code> by pattern, for `place` (a finer code) where it is known."""
    if not bureau.startswith(TRANSFER):
        found = register.bureaus.get(bureau)
        return found.name if found else bureau
    return table.office.pattern.format(place=place_words(place or bureau.removeprefix(TRANSFER)))
