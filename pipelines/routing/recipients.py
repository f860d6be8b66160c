"""Who gets a copy beside the competent bureau, and which other bureau could be meant."""

from collections.abc import Iterator

from leads_db.records import Bureau
from leads_db.records.handling import DispatchKind
from leads_db.records.routing import OVERSEAS, UNKNOWN, Recipient
from leads_db.register import Register
from leads_db.register.routing import RoutingTable
from pipelines.places.address import AddressReader
from pipelines.places.offices import TRANSFER, city_bureau, office_name, transfer_code
from pipelines.places.zones import zone_in_care
from pipelines.routing.host import Host
from pipelines.routing.subject import Subject


class Recipients:
    """Built once a process."""

    def __init__(self, register: Register, table: RoutingTable, reader: AddressReader) -> None:
        self._register, self._table, self._reader = register, table, reader

    def copies(self, subject: Subject, host: Host) -> tuple[Recipient, ...]:
        """The production area's bureau for identification of the goods, and the hub the goods are sent from."""
        return tuple(one for one in (*self._home(subject), *self._hub(subject)) if one.bureau != host.bureau)

    def _home(self, subject: Subject) -> Iterator[Recipient]:
        indication = self._register.indications.get(subject.indication)
        if indication is None:
            return
        rule = self._table.rule("identification")
        home = self._register.bureaus.get(indication.home_bureau or "")
        if home is not None:
            reason = f"{indication.name}产地所在地，{rule.text}（{rule.citation}）"
            yield Recipient(bureau=home.id, name=home.name, kind=DispatchKind.COPY, reason=reason)
            return
        for code in dict.fromkeys(transfer_code(code) for code in indication.area.codes[:1]):
            if code is not None and city_bureau(self._register, code) is None:
                yield self._elsewhere(code, f"{indication.name}产地所在地，{rule.text}（{rule.citation}）")

    def _hub(self, subject: Subject) -> Iterator[Recipient]:
        sent = self._reader.read(subject.ships_from)
        for hub in self._table.hubs:
            if sent and sent.code[:4] == hub.code[:4] and subject.indication in hub.indications:
                yield self._elsewhere(hub.code, f"发货地在销售集散地（{hub.name}），请协查货源；发货地不决定管辖")

    def _elsewhere(self, code: str, reason: str, kind: DispatchKind = DispatchKind.COPY) -> Recipient:
        name = office_name(self._register, self._table, TRANSFER + code)
        return Recipient(bureau=TRANSFER + code, name=name, kind=kind, reason=reason, confirmed=False)

    def alternatives(self, subject: Subject, host: Host) -> tuple[Recipient, ...]:
        """Other bureaus that may be competent, each with why; never the competent one itself."""
        found = (*self._zone(host), *self._team(subject, host), *self._shop(subject, host), *self._seat(subject, host))
        return tuple({one.bureau or one.name: one for one in found if one.bureau != host.bureau}.values())

    def _zone(self, host: Host) -> Iterator[Recipient]:
        address = host.address
        zone = zone_in_care(self._register, address.code, address.text) if address and address.code else None
        if zone is not None:
            yield _ours(zone, "该乡镇（街道）由功能区代管，以市局现行分工为准", confirmed=False)
        bureau = self._register.bureaus.get(host.bureau)
        county = self._register.bureau_of_code(address.code) if address else None
        if bureau and bureau.level == "zone" and county:
            yield _ours(county, "地址在功能区内，行政区划属该县区；以市局现行分工为准", confirmed=False)

    def _team(self, subject: Subject, host: Host) -> Iterator[Recipient]:
        bureau = self._register.bureaus.get(host.bureau)
        if bureau is not None and bureau.level == "city":
            for team in self._register.cities[bureau.city].bureaus:
                if team.level == "city-team":
                    yield _ours(team, "跨区、重大或者需由市级办理的案件", confirmed=False)

    def _shop(self, subject: Subject, host: Host) -> Iterator[Recipient]:
        """The shop's place where the licence names another one."""
        shop = self._reader.read(subject.shop_location)
        if shop is None or not shop.code or host.bureau in (UNKNOWN, OVERSEAS):
            return
        bureau, code = city_bureau(self._register, shop.code), transfer_code(shop.code)
        of_host = host.address.code if host.address else ""
        if of_host[:4] == shop.code[:4] or code is None:
            return
        reason = f"店铺所在地显示“{subject.shop_location[:40]}”，与住所不一致，实际经营地待核"
        yield _ours(bureau, reason, confirmed=False) if bureau else self._elsewhere(code, reason, DispatchKind.TRANSFER)

    def _seat(self, subject: Subject, host: Host) -> Iterator[Recipient]:
        platform = self._register.platforms.get(subject.platform)
        seat = self._reader.read(platform.seat) if platform else None
        code = transfer_code(seat.code) if seat and seat.code else None
        if platform and code and host.bureau != OVERSEAS:
            rule = self._table.rule("platform_seat")
            yield self._elsewhere(
                code, f"{platform.name}住所地：{rule.text}（{rule.citation}）", DispatchKind.ASSISTANCE
            )


def _ours(bureau: Bureau, reason: str, *, confirmed: bool) -> Recipient:
    return Recipient(bureau=bureau.id, name=bureau.name, kind=DispatchKind.HOST, reason=reason, confirmed=confirmed)
