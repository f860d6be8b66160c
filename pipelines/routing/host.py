"""The competent bureau: the seller's actual place of business first, then what the rules say without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leads_db.records.routing import OVERSEAS, UNKNOWN, RoutingBasis
from leads_db.register import Register
from leads_db.register.routing import RoutingTable
from pipelines.places.address import Address, AddressReader
from pipelines.places.offices import TRANSFER, bureau_at, city_bureau, office_name, transfer_code
from pipelines.routing.subject import Subject

CITY_ONLY = 0.6
"""Weight of a place that is known down to the city alone: the county has still to be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The answer before copies and drafts are added."""

    bureau: str
    name: str
    basis: RoutingBasis
    reason: str
    sure: float
    confirmed: bool
    address: Address | None = None
    """What was read; None where no place decided."""


class HostFinder:
    """Built once a process."""

    def __init__(self, register: Register, table: RoutingTable, reader: AddressReader) -> None:
        self._register, self._table, self._reader = register, table, reader

    def find(self, subject: Subject) -> Host:
        """The bureau for this seller; UNKNOWN where no place of business is told."""
        if subject.returns >= 2 and (home := city_bureau(self._register, self._register.cities[subject.city].code)):
            rule = self._table.rule("sent_on")
            reason = f"已被退回{subject.returns}次：{rule.text}（{rule.citation}）。请{home.name}指定管辖。"
            return Host(
                bureau=home.id, name=home.name, basis=RoutingBasis.DESIGNATED, reason=reason, sure=1.0,
                confirmed=rule.confirmed,
            )  # fmt: skip
        found = next((host for host in self._by_places(subject) if host is not None), None)
        return found or self._nowhere(subject)

    def _by_places(self, subject: Subject) -> Iterator[Host | None]:
        shop = self._reader.read(subject.shop_location)
        near = shop.code if shop else ""
        registered = RoutingBasis.SITE_OPERATOR if self.is_own_site(subject) else RoutingBasis.REGISTERED_ADDRESS
        where = f"（据{subject.address_where}）" if subject.address_where else ""
        for text, basis, word, sure in (
            (subject.verified_address, RoutingBasis.ACTUAL_PLACE, "核查所见实际经营地", 1.0),
            (subject.operator_address, registered, "经营者住所", 0.85 * subject.address_sure),
            (subject.shop_location, RoutingBasis.SHOP_LOCATION, "店铺所在地", 0.55),
        ):
            address = self._reader.read(text, near)
            if address is None:
                continue
            if address.is_actual and basis is registered:
                basis, word, sure = RoutingBasis.ACTUAL_PLACE, "所标实际经营地", 0.95 * subject.address_sure
            yield self._of(address, basis, f"{word}“{text[:80]}”{where if basis is registered else ''}", sure)

    def _of(self, address: Address, basis: RoutingBasis, told: str, sure: float) -> Host | None:
        if address.is_overseas:
            return self._abroad(address, told)
        rule = self._table.rule("site_operator" if basis is RoutingBasis.SITE_OPERATOR else "seller_place")
        check = "" if basis is RoutingBasis.ACTUAL_PLACE else "；住所未必是实际经营地，派发前核对"
        why = f"{rule.text}（{rule.citation}）{check}"
        home = bureau_at(self._register, address)
        if home is not None:
            is_city = home.level == "city"
            more = "地址只到市一级，由市局确定承办的县区局。" if is_city else ""
            return Host(
                bureau=home.id,
                name=home.name,
                basis=basis,
                reason=f"{told}在本市辖区。{more}{why}。",
                sure=round(sure * (CITY_ONLY if is_city else 1.0), 2),
                confirmed=rule.confirmed,
                address=address,
            )
        return self._elsewhere(address, basis, f"{told}在外地，移送当地（机关名称待核）。{why}。", sure)

    def _elsewhere(self, address: Address, basis: RoutingBasis, reason: str, sure: float) -> Host | None:
        """The office of another prefecture; None for a province, which is too wide to write to."""
        code = transfer_code(address.code)
        if code is None:
            return None
        finer = address.code if address.level == "county" else ""
        name = office_name(self._register, self._table, TRANSFER + code, finer)
        return Host(
            bureau=TRANSFER + code,
            name=name,
            basis=basis,
            reason=reason,
            sure=round(sure, 2),
            confirmed=False,
            address=address,
        )

    def _abroad(self, address: Address, told: str) -> Host:
        reason = f"{told}在境外，境内市场监督管理部门不移送；由权利人通过平台知识产权渠道投诉。"
        return Host(
            bureau=OVERSEAS, name="境外", basis=RoutingBasis.OVERSEAS, reason=reason, sure=address.sure,
            confirmed=False, address=address,
        )  # fmt: skip

    def _nowhere(self, subject: Subject) -> Host:
        if "overseas" in self._kind(subject) and not (subject.operator_address or subject.shop_location):
            return replace(self._abroad(Address(sure=0.5), "境外平台上的卖家，未标境内经营地，按"), address=None)
        reason = "页面没有经营者住所和店铺所在地，或所写地点无法辨认；发货地、IP属地不作依据。主体不明，先查主体。"
        return Host(
            bureau=UNKNOWN, name="主体不明", basis=RoutingBasis.NO_SUBJECT, reason=reason, sure=0.0, confirmed=True
        )

    def is_own_site(self, subject: Subject) -> bool:
        """True for a shop that is on no marketplace: its own site, or one built with rented software."""
        return subject.platform not in self._register.platforms or self._kind(subject) == "shop software"

    def _kind(self, subject: Subject) -> str:
        platform = self._register.platforms.get(subject.platform)
        return platform.kind if platform else ""
