"""What posts name waits for a person; accepted it joins or opens a lead, and lead and event know each other."""

from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.errors import DecisionRefused, NotFound
from leads_db.records import Verdict
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.records.opinion import CandidateState, LeadCandidate
from leads_db.store.audit import find_broken_audit
from leads_db.store.candidate_leads import Place, accept_candidate
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events as read_moves
from leads_db.store.handling import read_handling
from leads_db.store.lead_candidates import (
    Named,
    dismiss_candidate,
    read_candidate,
    read_candidates,
    read_known_sellers,
    save_candidates,
)
from leads_db.store.leads import LeadFilter, read_lead, read_leads
from leads_db.store.opinion_links import (
    count_collections,
    read_event_leads,
    read_event_runs,
    read_last_collection,
    read_lead_events,
    read_lead_posts,
    save_event_runs,
)
from tests.factories import NOON, assessment, listing
from tests.leads_db.store.opinion_rows import REVIEWER, SLUG, at, fold, ids, mention, save, save_judged

SHOP = "禾下土特产"
PLACE = Place(city="benxi", platform="taobao")


def name(engine: Engine, *posts: int, text: str = SHOP, **changes: Any) -> LeadCandidate:
    """A candidate that these posts (by post id) name."""
    with writing(engine) as connection:
        numbers = ids(connection)
        facts: dict[str, Any] = {"indication": SLUG, "kind": "shop", "platform": "taobao", "text": text, **changes}
        save_candidates(connection, [Named(mention_id=numbers[str(one)], **facts) for one in posts], now=NOON)
        found = read_candidates(connection, [facts["indication"]], is_practice=facts.get("is_practice", False))
    return next(one for one in found if one.text == text and one.platform == facts["platform"])


def accept(engine: Engine, candidate: LeadCandidate, place: Place = PLACE, actor: Actor = REVIEWER) -> str:
    with writing(engine) as connection:
        lead = accept_candidate(connection, candidate.id, place, actor, at=at(3)).lead
    assert lead is not None
    return lead


def test_a_shop_is_one_candidate_however_many_posts_name_it(engine: Engine) -> None:
    save(engine, mention(1), mention(2), mention(3))
    name(engine, 1, 2)
    candidate = name(engine, 2, 3)
    assert (candidate.post_count, candidate.state, candidate.seller_key) == (3, CandidateState.WAITING, None)
    assert name(engine, 1, platform="jd").id != candidate.id


def test_the_name_of_a_known_seller_is_recognised_where_it_is_one(engine: Engine) -> None:
    save(engine, mention(1))
    ware = listing("1", shop_name=SHOP)
    save_judged(engine, ware, assessment(ware))
    known = name(engine, 1)
    with reading(engine) as connection:
        sellers = read_known_sellers(connection, [SHOP, "无此店"])
        (lead,) = read_leads(connection, LeadFilter(), limit=9)
    assert sellers[SHOP] == (("taobao", lead.seller_key),)
    assert known.seller_key == lead.seller_key
    assert name(engine, 1, platform="jd").seller_key is None


def test_an_unsure_name_counts_where_a_known_seller_is_called_so(engine: Engine) -> None:
    save(engine, mention(1))
    ware = listing("1", shop_name=SHOP)
    save_judged(engine, ware, assessment(ware))
    known = name(engine, 1, is_sure=False)
    with pytest.raises(StopIteration):
        name(engine, 1, text="拿去药店", is_sure=False)
    assert known.seller_key is not None


def test_accepting_joins_the_lead_of_the_seller(engine: Engine) -> None:
    save(engine, mention(1), mention(2, hours=1))
    ware = listing("1", shop_name=SHOP)
    save_judged(engine, ware, assessment(ware))
    (event,) = fold(engine, (0, 1))
    number = accept(engine, name(engine, 1, 2))
    with reading(engine) as connection:
        assert read_lead(connection, number).verdict is Verdict.INFRINGING
        assert [post.key for post in read_lead_posts(connection, number)] == [mention(1).key, mention(2).key]
        assert [one.id for one in read_lead_events(connection, number)] == [event]
        assert [one.number for one in read_event_leads(connection, event)] == [number]


def test_accepting_opens_a_lead_that_says_where_it_comes_from(engine: Engine) -> None:
    save(engine, mention(1))
    candidate = name(engine, 1)
    number = accept(engine, candidate)
    with reading(engine) as connection:
        lead, handling = read_lead(connection, number), read_handling(connection, number)
        (opened,) = read_moves(connection, number)
        held = read_candidate(connection, candidate.id)
        assert find_broken_audit(connection) is None
    assert (lead.verdict, lead.seller_name, lead.city, lead.listing_count) == (
        Verdict.INSUFFICIENT,
        SHOP,
        "benxi",
        0,
    )
    assert (handling.state, LeadFlag.OPINION in handling.flags, opened.actor) == (LeadState.NEW, True, "opinion")
    assert (held.state, held.lead, held.handled_by) == (CandidateState.ACCEPTED, number, "wang")


def test_a_link_to_a_known_item_joins_its_lead(engine: Engine) -> None:
    save(engine, mention(1))
    ware = listing("77")
    save_judged(engine, ware, assessment(ware))
    link = name(engine, 1, text="https://item.taobao.com/item.htm?id=77", kind="link")
    number = accept(engine, link, Place(city="benxi", platform="taobao", item_id="77"))
    with reading(engine) as connection:
        assert read_lead(connection, number).verdict is Verdict.INFRINGING


def test_a_candidate_is_decided_once(engine: Engine) -> None:
    save(engine, mention(1))
    candidate = name(engine, 1)
    with writing(engine) as connection:
        dismissed = dismiss_candidate(connection, candidate.id, REVIEWER, reason="同名不同店", at=at(1))
    assert (dismissed.state, dismissed.reason) == (CandidateState.DISMISSED, "同名不同店")
    with pytest.raises(DecisionRefused):
        accept(engine, candidate)
    with reading(engine) as connection:
        assert read_leads(connection, LeadFilter(), limit=9) == ()
        assert read_candidates(connection, [SLUG]) == ()


def test_who_may_not_decide_is_told_nothing(engine: Engine) -> None:
    save(engine, mention(1))
    candidate = name(engine, 1)
    county = Actor(name="c", roles=frozenset({Role.COUNTY}), bureau="huanren")
    elsewhere = Actor(name="d", roles=frozenset({Role.REVIEWER}), cities=("jiaozuo",))
    for actor in (county, elsewhere):
        with pytest.raises(NotFound):
            accept(engine, candidate, actor=actor)
    with pytest.raises(DecisionRefused), writing(engine) as connection:
        dismiss_candidate(connection, candidate.id, REVIEWER, reason=" ", at=at(1))
    with pytest.raises(NotFound), writing(engine) as connection:
        dismiss_candidate(connection, 999, REVIEWER, reason="x", at=at(1))


def test_without_a_platform_no_lead_is_opened(engine: Engine) -> None:
    save(engine, mention(1))
    candidate = name(engine, 1, platform="")
    with pytest.raises(DecisionRefused):
        accept(engine, candidate, Place(city="benxi", platform=""))
    assert accept(engine, candidate).startswith("GI-benxi-")


def test_two_shops_of_one_name_accepted_make_one_lead(engine: Engine) -> None:
    save(engine, mention(1), mention(2))
    first = accept(engine, name(engine, 1))
    assert accept(engine, name(engine, 2, platform=""), PLACE) == first


def test_what_a_collection_finds_hangs_on_its_event(engine: Engine) -> None:
    save(engine, mention(1))
    (event,) = fold(engine, (0,))
    ware, other = listing("1"), listing("2", shop_id="s2")
    run_id = save_judged(engine, ware, assessment(ware))
    save_judged(engine, other, assessment(other))
    with writing(engine) as connection:
        for _ in range(2):
            save_event_runs(connection, event, [run_id], alert_id=None, reason="测试", now=at(1))
        (lead,) = read_event_leads(connection, event)
        assert [one.id for one in read_lead_events(connection, lead.number)] == [event]
        assert [run.id for run in read_event_runs(connection, event)] == [run_id]
        assert (count_collections(connection, at(0)), count_collections(connection, at(2))) == (1, 0)
        assert read_last_collection(connection, SLUG) == NOON
        assert read_last_collection(connection, SLUG, is_practice=True) is None
        assert read_lead_posts(connection, lead.number) == ()
        assert (read_lead_posts(connection, "GI-x"), read_lead_events(connection, "GI-x")) == ((), ())
