"""A place in an address → the bureau of the development zone that it lies in; the words are the register's."""

from leads_db.records import Bureau
from leads_db.register import Register
from pipelines.places.resolver import PlaceHit


def zone_of(register: Register, hit: PlaceHit, text: str) -> Bureau | None:
    """The zone bureau of an address, None outside of zones. A county's own 示范区 is no zone of the city."""
    zones = [bureau for bureau in register.bureaus.values() if bureau.level == "zone"]
    return next((zone for zone in zones if _lies_in(register, zone, hit, text)), None)


def _lies_in(register: Register, zone: Bureau, hit: PlaceHit, text: str) -> bool:
    if hit.code[:4] != register.cities[zone.city].code[:4]:
        return False
    if not any(word in text for word in zone.zone_words):
        return False
    if hit.level != "county" or hit.code in zone.zone_in:
        return True
    home = register.bureau_of_code(hit.code)
    return home is not None and home.level == "district"


def zone_in_care(register: Register, code: str, text: str) -> Bureau | None:
    """The zone that may care for a township of this county; the address alone does not tell whether it still does."""
    for bureau in register.bureaus.values():
        if bureau.code[:4] == code[:4] and any(town[:-1] in text for town in bureau.zone_townships):
            return bureau
    return None
