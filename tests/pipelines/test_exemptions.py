"""An objection that was right is remembered: the same reason never flags the same seller again, end to end."""

from datetime import timedelta

from sqlalchemy import Engine, select

from leads_db.lead_tables import leads
from leads_db.records import Harvest, Listing, Outcome, Sighting, Trigger, Verdict
from leads_db.records.account import Actor, Role
from leads_db.register import load_register
from leads_db.store.engine import reading, writing
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.objections import save_objection, settle_objection
from leads_db.store.runs import save_new_run
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.model import BY_NAME, MAIN
from pipelines.stages.assess import assess
from pipelines.stages.recognise import recognise
from tests.factories import NOON, listing

REVIEWER = Actor(name="rita", roles=frozenset({Role.REVIEWER}), cities=("benxi",))
FOREIGN = {"title": "桓仁大米 5kg 正品", "attributes": {"产地": "黑龙江哈尔滨五常市"}}


def collect(flow: Flow, *seen: Listing) -> Harvest:
    harvest = Harvest(
        run_id=1, unit=None, outcome=Outcome.OK, sightings=tuple(Sighting(listing=item, source="t") for item in seen)
    )
    named = recognise(harvest, flow.judge)
    judged = assess(named, flow.judge, flow.read_places(named), flow.read_exempt(named))
    flow.save(judged)
    return judged


def test_an_accepted_objection_ends_the_flag_for_this_seller_only(engine: Engine) -> None:
    register = load_register()
    flow = Flow(register=register, judge=Judge(register), engine=engine, cities=("benxi",), clock=lambda: NOON)
    with writing(engine) as connection:
        save_new_run(connection, source="t", trigger=Trigger.ON_DEMAND, requested_by="t", now=NOON)
    first = collect(flow, listing("1", **FOREIGN)).assessments[0]
    assert first.verdict is Verdict.INFRINGING
    mains = [one.indicator for one in first.findings if one.weight > 0 and BY_NAME[one.indicator].part == MAIN]
    with writing(engine) as connection:
        number = connection.scalar(select(leads.c.number))
        assert number is not None
        uid = save_objection(connection, number, REVIEWER, at=NOON, objector="店主", text="产地栏填错，货出桓仁")
        settle_objection(connection, uid, REVIEWER, at=NOON, accepted=True, result="属实", indicators=mains)

    later = NOON + timedelta(days=1)
    same = listing("1", **FOREIGN, seen_at=later)
    new = listing("2", **FOREIGN, seen_at=later)
    other = listing("3", **FOREIGN, shop_id="another", seen_at=later)
    judged = {item.listing_key: item for item in collect(flow, same, new, other).assessments}
    assert judged[same.key].verdict is judged[new.key].verdict is Verdict.LAWFUL
    assert judged[other.key].verdict is Verdict.INFRINGING
    settled = [one for one in judged[new.key].findings if one.indicator in mains]
    assert {(one.state, "异议" in one.sentence) for one in settled} == {("clear", True)}
    with reading(engine) as connection:
        shown = read_leads(connection, LeadFilter(), limit=9)
    assert [lead.seller_key for lead in shown] == [shown[0].seller_key]
    assert shown[0].number != number
