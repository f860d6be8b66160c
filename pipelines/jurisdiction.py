"""A listing's seller → the bureau that can act, with the reason in Chinese. By the guide's rule: actual place first."""

from dataclasses import dataclass, replace

from leads_db.records import Listing
from leads_db.register import Register
from pipelines.places.offices import transfer_code
from pipelines.places.resolver import PlaceHit, PlaceResolver
from pipelines.places.zones import zone_of

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Competence:
    """Where the lead goes first."""

    bureau: str
    """Bureau id, transfer:<prefecture code>, or unknown."""
    reason: str
    sure: float
    """0..1 for the readiness gauge."""


@dataclass(frozen=True, slots=True)
class SellerPlace:
    """The seller's address where its own pages tell it, not the listing."""

    address: str
    where: str
    """Chinese: 卖家证照页 2026-11-20 所见."""
    sure: float
    """0..1: a licence page is as good as the listing, a footer less."""


class Jurisdiction:
    """Competence by operator_address, then shop_location; ships_from never decides."""

    def __init__(self, register: Register, resolver: PlaceResolver) -> None:
        self._register, self._resolver = register, resolver
        city_bureaus = [bureau for bureau in register.bureaus.values() if bureau.level == "city"]
        cities = dict.fromkeys(bureau.city for bureau in register.bureaus.values())
        self._of_city: dict[str, str] = {}
        """First four digits of a code → the bureau of the whole city; the first of the register's order."""
        for city in cities:
            for bureau in city_bureaus:
                if bureau.city == city:
                    self._of_city.setdefault(bureau.code[:4], bureau.id)

    def competence(self, listing: Listing, told: SellerPlace | None = None) -> Competence:
        """The bureau for the seller's place of business; `told` by its own pages counts where the listing is silent."""
        if told is not None and not listing.operator_address:
            of_seller = self._competence(replace(listing, operator_address=told.address))
            if of_seller.bureau != UNKNOWN:
                reason = f"{of_seller.reason}（住所据{told.where}）"
                return replace(of_seller, reason=reason, sure=of_seller.sure * told.sure)
        return self._competence(listing)

    def competence_at(self, told: SellerPlace) -> Competence:
        """The bureau for the place that a seller's pages tell, without any listing."""
        return self.competence(Listing(platform="-", item_id="-", title="-"), told)

    def _competence(self, listing: Listing) -> Competence:
        shop = self._resolver.resolve_short((listing.shop_location or "")[:200])
        for text, word, sure in (
            (listing.operator_address, "经营者住所", 1.0),
            (listing.shop_location, "店铺所在地", 0.6),
        ):
            if not text:
                continue
            hit = self._resolver.resolve_short(text[:200])
            bureau = self._by_township(text[:200], hit, shop)
            if bureau is not None:
                return Competence(bureau, f"{word}“{text}”在本市辖区，由该地市场监管部门管辖。", sure)
            if hit is not None:
                found = self._of_place(hit, text[:200], word, sure)
                if found is not None:
                    return found
        return Competence(UNKNOWN, "页面没有经营者住所和店铺所在地，或所写地点无法辨认；发货地不作依据。", 0.0)

    def _by_township(self, text: str, hit: PlaceHit | None, shop: PlaceHit | None) -> str | None:
        """The county of a township or village that stands without its county, where the city is told elsewhere."""
        if hit is not None and hit.level == "county":
            return None
        city = hit or shop
        if city is None:
            return None
        named = [
            bureau.id
            for bureau in self._register.bureaus.values()
            if city.code[:4] == bureau.code[:4] and any(name.rstrip("镇乡") in text for name in bureau.townships)
        ]
        return named[0] if len(set(named)) == 1 else None

    def _of_place(self, hit: PlaceHit, text: str, word: str, sure: float) -> Competence | None:
        bureau = self._local(hit, text)
        if bureau is not None:
            return Competence(bureau, f"{word}“{text}”在本市辖区，由该地市场监管部门管辖。", sure)
        code = transfer_code(hit.code)
        if code is None:
            return None
        return Competence(f"transfer:{code}", f"{word}“{text}”在外地，移送当地市场监管部门。", sure)

    def _local(self, hit: PlaceHit, text: str) -> str | None:
        zone = zone_of(self._register, hit, text)
        if zone is not None:
            return zone.id
        if hit.level == "county":
            exact = self._register.bureau_of_code(hit.code)
            if exact is not None:
                return exact.id
        return self._of_city.get(hit.code[:4])
