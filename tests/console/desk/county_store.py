"""A store in which two bureaus of one city have received leads: letters, sealed pages, a request to a seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from console.documents.letter_making import make_letter, open_papers, payload_of
from console.documents.sending import send_with_letters
from crawlers.capture import Capture
from leads_db.lead_tables import leads
from leads_db.records import Harvest, Outcome, RunState, Sighting, Trigger
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Dispatch, Move
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings
from leads_db.store.assistance import request_assistance
from leads_db.store.engine import writing
from leads_db.store.handling import move_lead
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.seals import seal_lead
from tests.console.conftest import GROUND
from tests.factories import assessment, finding, listing

REVIEWER = Actor(name="rita", shown="研判员甲", roles=frozenset({Role.REVIEWER}), cities=("benxi",))
APPROVER = Actor(name="anna", shown="审签人乙", roles=frozenset({Role.APPROVER}), cities=("benxi",))
SEAT = "transfer:330110"
SHOPS: Mapping[str, tuple[str, ...]] = {"huanren": ("桓仁山里人家", "五女山粮行"), "mingshan": ("明山鲜米铺",)}
"""Host → shops, whose names stand nowhere else."""


@dataclass(frozen=True)
class Sent:
    """What lies with one bureau."""

    dispatches: tuple[Dispatch, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.lead for item in self.dispatches))

    @property
    def uids(self) -> tuple[str, ...]:
        return tuple(item.uid for item in self.dispatches)

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.number for item in self.dispatches))


def fill(
    engine: Engine,
    settings: Settings,
    at: datetime,
    *,
    is_practice: bool = False,
    shops_of: Mapping[str, tuple[str, ...]] = SHOPS,
) -> dict[str, Sent]:
    """Host → what was sent to it; the seat's request stands under SEAT."""
    hosts = {shop: host for host, shops in shops_of.items() for shop in shops}
    _collect(engine, settings, hosts, at - timedelta(days=1), is_practice)
    papers = open_papers(settings)
    sent: dict[str, list[Dispatch]] = {}
    with writing(engine) as connection:
        numbers = _numbers(connection)
        for shop, host in hosts.items():
            number = numbers[shop]
            seal_lead(connection, number, settings.evidence_folder, REVIEWER, at)
            move_lead(connection, number, Move.CONFIRM, REVIEWER, at=at)
            move_lead(connection, number, Move.APPROVE, APPROVER, at=at, facts={"host": host})
            made, _ = send_with_letters(connection, papers, [number], APPROVER, at=at)
            sent.setdefault(host, []).extend(made)
        number = numbers[next(iter(hosts))]
        kind = PaperKind.ASSISTANCE_LETTER
        letter = payload_of(make_letter(connection, papers, kind, [number], APPROVER, at=at, host=SEAT))
        asked = request_assistance(connection, number, SEAT, APPROVER, at=at, word="试监线协", letter=letter)
    return {host: Sent(tuple(items)) for host, items in {**sent, SEAT: [asked]}.items()}


def _collect(engine: Engine, settings: Settings, hosts: Mapping[str, str], at: datetime, is_practice: bool) -> None:
    """One page with one offer of each shop, kept and judged."""
    source = "practice" if is_practice else "shop"
    with writing(engine) as connection:
        run = save_new_run(
            connection, source=source, trigger=Trigger.ON_DEMAND, requested_by="test", now=at, is_practice=is_practice
        )
    capture = Capture(settings.evidence_folder, source, is_practice=is_practice)
    seen, judged, kept = [], [], []
    for place, (shop, host) in enumerate(hosts.items()):
        url = f"https://item.example.com/{host}/{place}"
        page = capture.keep(url, 200, [("Content-Type", "text/html; charset=utf-8")], f"<p>{shop}</p>".encode(), at)
        item = listing(
            f"{host}-{place}",
            title=f"{shop} 东北珍珠米 10斤 桓仁大米风味",
            url=url,
            shop_id=f"shop-{place}",
            shop_name=shop,
            operator_name=f"{shop}商贸有限公司",
            operator_code="91210522MA0000000X",
            operator_address="辽宁省本溪市桓仁满族自治县某街1号",
            price_raw="39.9",
            seen_at=at,
            platform="practice" if is_practice else "taobao",
        )
        why = finding(
            sentence="标题使用“桓仁大米风味”，产地写明五常。", quote="桓仁大米", field="title", grounds=(GROUND,)
        )
        judged.append(assessment(item, bureau=host, bureau_reason=f"住所在本局辖区（{shop}）。", findings=(why,)))
        seen.append(Sighting(listing=item, source=source, evidence_digest=page.digest))
        kept.append(page)
    capture.close()
    harvest = Harvest(
        run_id=run,
        unit=None,
        outcome=Outcome.OK,
        sightings=tuple(seen),
        assessments=tuple(judged),
        evidence=tuple(kept),
    )
    save_harvest(engine, harvest, now=at, city_of=lambda _: "benxi")
    with writing(engine) as connection:
        save_run_state(connection, run, RunState.FINISHED, now=at)


def _numbers(connection: Connection) -> dict[str, str]:
    return {row.seller_name: row.number for row in connection.execute(select(leads.c.seller_name, leads.c.number))}
