"""New leads are opened once, with an event; sellers on lists and sellers who come back are treated as such."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from leads_db.lead_tables import leads
from leads_db.records import Act, Harvest, Outcome, Sighting, Trigger, Verdict
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.records.seller_list import SellerList
from leads_db.replay import replay
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.harvests import save_harvest
from leads_db.store.leads import LeadFilter, read_lead_listing_keys, read_leads
from leads_db.store.objections import read_exemptions, read_objections, save_objection, settle_objection
from leads_db.store.runs import save_new_run
from leads_db.store.seller_lists import end_mark, mark_seller, read_active_marks, read_marks
from tests.factories import NOON, assessment, listing
from tests.leads_db.store.handled import REVIEWER, bring_to, step

S, M = LeadState, Move
FIRST, SECOND = "GI-benxi-20261120-0001", "GI-benxi-20261120-0002"
DAY = timedelta(days=1)
See = Callable[..., None]


@pytest.fixture
def see(engine: Engine) -> See:
    """Collect one listing of the seller `s1` on a day after the first."""
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)

    def collect(item: str = "1", days: int = 0, judged: dict[str, Any] | None = None, **facts: Any) -> None:
        seen = listing(item, seen_at=NOON + days * DAY, **facts)
        harvest = Harvest(
            run_id=1,
            unit=None,
            outcome=Outcome.OK,
            sightings=(Sighting(listing=seen, source="test"),),
            assessments=(assessment(seen, **(judged or {})),),
        )
        save_harvest(engine, harvest, now=NOON + days * DAY, city_of=lambda _: "benxi", local=frozenset())

    return collect


def numbers(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(lead.number for lead in read_leads(connection, LeadFilter(), limit=9))


def handled(engine: Engine, number: str) -> Any:
    """Where a lead stands; its events must tell the same."""
    with reading(engine) as connection:
        handling = read_handling(connection, number)
        assert replay(read_lead_events(connection, number)) == handling
        assert find_broken_audit(connection) is None
    return handling


def test_a_new_lead_is_opened_by_an_event_once(engine: Engine, see: See) -> None:
    see()
    see(days=1)
    assert numbers(engine) == [FIRST]
    opened = handled(engine, FIRST)
    assert (opened.state, opened.version, opened.opened_by) == (S.NEW, 1, "system")


def test_a_lawful_listing_does_not_hide_an_infringing_one_of_the_same_batch(engine: Engine, see: See) -> None:
    one, two = listing("1"), listing("2")
    judged = (assessment(one, verdict=Verdict.LAWFUL), assessment(two))
    seen = tuple(Sighting(listing=item, source="test") for item in (one, two))
    harvest = Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=seen, assessments=judged)
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    assert numbers(engine) == [FIRST]


def test_a_seller_who_comes_back_after_the_archive_gets_a_child_lead(engine: Engine, see: See) -> None:
    see()
    with writing(engine) as connection:
        bring_to(connection, FIRST, S.ARCHIVED)
    see()  # the same page, imported again: not seen later than the archive
    assert numbers(engine) == [FIRST]
    see("2", days=1)
    see("3", days=2)
    child = f"GI-benxi-{NOON + DAY:%Y%m%d}-0001"
    assert numbers(engine) == [FIRST, child]
    came, parent = handled(engine, child), handled(engine, FIRST)
    assert (came.parent, came.flags, came.state) == (FIRST, {LeadFlag.RECURRED}, S.NEW)
    assert (parent.state, parent.last_move) == (S.ARCHIVED, M.RECUR)
    with reading(engine) as connection:
        assert len(read_lead_listing_keys(connection, child)) == 2
        assert read_lead_events(connection, FIRST)[-1].facts == {"child": child}


@pytest.mark.parametrize("every", [True, False])
def test_a_white_seller_gets_no_new_lead_until_the_entry_ends(engine: Engine, see: See, every: bool) -> None:
    see()
    with writing(engine) as connection:
        marked = mark_seller(
            connection, FIRST, SellerList.WHITE, REVIEWER, at=NOON, reason="持证", from_on=NOON.date(),
            every_indication=every,
        )  # fmt: skip
    see("2", judged={"indication": "huai-yam"})
    assert len(numbers(engine)) == (1 if every else 2)
    with writing(engine) as connection:
        end_mark(connection, marked.id, REVIEWER, at=NOON, on=NOON.date(), reason="证已到期")
        assert len(read_marks(connection, ["benxi"])) == 1
        assert read_marks(connection, ["jiaozuo"]) == ()
        assert read_active_marks(connection, [marked.seller_key], NOON.date() + DAY) == {}
    see("3", days=1, judged={"indication": "third"})
    assert len(numbers(engine)) == (2 if every else 3)


def test_watched_and_black_sellers_are_flagged_and_black_ones_come_first(engine: Engine, see: See) -> None:
    see()
    see("9", shop_id="other", judged={"likelihood": 0.99, "readiness": {"subject": 1.0}})
    with writing(engine) as connection:
        for mark in (SellerList.WATCH, SellerList.BLACK):
            mark_seller(
                connection, FIRST, mark, REVIEWER, at=NOON, reason="屡犯", from_on=NOON.date(), every_indication=True
            )
        ranks = dict(connection.execute(select(leads.c.number, leads.c.priority)).all())  # type: ignore[arg-type]
        assert ranks[FIRST] > 100 > ranks[SECOND] > 0
    see("2", judged={"indication": "huai-yam"})
    assert handled(engine, "GI-benxi-20261120-0003").flags == {LeadFlag.WATCHED, LeadFlag.BLACKLISTED}
    with reading(engine) as connection:
        query = select(leads.c.number).order_by(leads.c.priority.desc(), leads.c.id.desc())
        assert connection.scalars(query).all()[-1] == SECOND


@pytest.mark.parametrize(
    ("hold", "wakes"),
    [
        ({"price_below": "20"}, {"price_cny": Decimal("19.9")}),
        ({"sightings": 2}, {"item": "2"}),
        ({"until": NOON + DAY}, {"days": 2}),
    ],
)
def test_a_held_lead_wakes_by_what_it_waits_for(
    engine: Engine, see: See, hold: dict[str, Any], wakes: dict[str, Any]
) -> None:
    see(price_cny=Decimal(30))
    with writing(engine) as connection:
        move_lead(connection, FIRST, M.HOLD, REVIEWER, at=NOON, facts=hold)
    see(price_cny=Decimal(25))
    assert handled(engine, FIRST).state is S.HELD
    see(**{"price_cny": Decimal(28), **wakes})
    woken = handled(engine, FIRST)
    assert (woken.state, woken.last_move, woken.hold_sightings) == (S.NEW, M.WAKE, None)


def test_an_excluded_lead_opens_again_for_another_act_only(engine: Engine, see: See) -> None:
    see(judged={"acts": (Act.NAME_OUTSIDE_AREA,)})
    with writing(engine) as connection:
        excluded = step(connection, FIRST, M.EXCLUDE, REVIEWER)
    assert excluded.excluded_acts == ("name_outside_area",)
    see("2", judged={"acts": (Act.NAME_OUTSIDE_AREA,)})
    see("3", judged={"acts": (Act.EVOCATION,), "verdict": Verdict.INSUFFICIENT})
    assert handled(engine, FIRST).state is S.EXCLUDED
    see("4", judged={"acts": (Act.NAME_OUTSIDE_AREA, Act.SPECIAL_SIGN_MISUSE)})
    again = handled(engine, FIRST)
    assert (again.state, again.last_by, again.excluded_acts) == (S.NEW, "system", ())


def test_what_is_seen_after_a_reported_removal_is_flagged(engine: Engine, see: See) -> None:
    see()
    with writing(engine) as connection:
        bring_to(connection, FIRST, S.PUNISHED)
    with writing(engine) as connection:
        from tests.leads_db.store.handled import OFFICER

        step(connection, FIRST, M.FEED_BACK, OFFICER, platform_action="link_cut")
    see()
    assert LeadFlag.TAKEN_DOWN in handled(engine, FIRST).flags
    see(days=1)
    assert handled(engine, FIRST).flags == {LeadFlag.SEEN_AGAIN}


def test_an_accepted_objection_exempts_the_seller_from_the_indicator(engine: Engine, see: See) -> None:
    see()
    with writing(engine) as connection:
        key = connection.scalar(select(leads.c.seller_key))
        uid = save_objection(connection, FIRST, REVIEWER, at=NOON, objector="店主", text="我家在桓仁")
        settle_objection(
            connection, uid, REVIEWER, at=NOON, accepted=True, result="属实", indicators=["origin_outside_area"]
        )
        assert read_exemptions(connection, [str(key)]) == {(key, "huanren-rice"): frozenset({"origin_outside_area"})}
        (settled,) = read_objections(connection, REVIEWER)
    assert (settled.lead, settled.state, settled.settled_by) == (FIRST, "accepted", "rita")
