"""The one way in: a lead's seller → Routing, for a person to confirm."""

from leads_db.records.routing import OVERSEAS, UNKNOWN, Routing, RoutingBasis
from leads_db.register import Register
from leads_db.register.routing import RoutingTable, load_routing
from pipelines.places.address import AddressReader
from pipelines.routing.assistance import draft_request, icp_clue
from pipelines.routing.host import Host, HostFinder
from pipelines.routing.recipients import Recipients
from pipelines.routing.subject import Subject

LIVE = "直播销售：以商品卡片背后的经营者为当事人；直播间运营者和所属机构列为其他当事人"
HOME = "卖家在产地范围内：先查是否已获核准使用、是否符合标准"


class Router:
    """Built once a process; holds no state between leads."""

    def __init__(self, register: Register, table: RoutingTable | None = None) -> None:
        self._register, self._table = register, table or load_routing()
        self._reader = AddressReader(register, self._table)
        self._hosts = HostFinder(register, self._table, self._reader)
        self._recipients = Recipients(register, self._table, self._reader)

    def route(self, subject: Subject) -> Routing:
        """Competent bureau, copies, alternatives; a draft request where the seller is not known."""
        host = self._hosts.find(subject)
        asks = host.bureau == UNKNOWN
        return Routing(
            host=host.bureau,
            host_name=host.name,
            basis=host.basis,
            reason=host.reason,
            sure=host.sure,
            confirmed=host.confirmed,
            copies=() if host.bureau in (UNKNOWN, OVERSEAS) else self._recipients.copies(subject, host),
            alternatives=self._recipients.alternatives(subject, host),
            request=draft_request(self._register, self._table, self._reader, subject) if asks else None,
            notes=self._notes(subject, host),
        )

    def _notes(self, subject: Subject, host: Host) -> tuple[str, ...]:
        notes = [one.text for one in self._table.besides if any(word in subject.title for word in one.words)]
        if subject.is_live:
            notes.append(LIVE)
        if self._is_home(subject, host):
            notes.append(HOME)
        if self._hosts.is_own_site(subject):
            clue = icp_clue(self._table, subject.icp_number)
            notes += [clue] if clue and host.basis is RoutingBasis.NO_SUBJECT else []
        return tuple(notes)

    def _is_home(self, subject: Subject, host: Host) -> bool:
        indication, code = self._register.indications.get(subject.indication), host.address.code if host.address else ""
        codes = indication.area.codes if indication else ()
        return any(code == held or (held.endswith("00") and code[:4] == held[:4]) for held in codes if code)
