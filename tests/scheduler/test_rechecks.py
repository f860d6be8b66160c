"""After feedback the pages are looked at once: gone by the site's own word, never because a wall stood before it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, insert, select

from crawlers.kinds.addresses import MARK
from leads_db.errors import RequestRefused
from leads_db.lead_tables import lead_listings, leads
from leads_db.notice_tables import notices
from leads_db.records import RunState
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from leads_db.store.leads import seller_key
from leads_db.store.listings import save_sightings
from leads_db.store.rechecks import Recheck, RecheckState, read_page_outcomes, read_rechecks
from leads_db.store.runs import read_run, read_runs, save_run_state
from leads_db.store.units import utc_now
from scheduler import rechecks as rechecks_module
from scheduler.ordering import Order, order_run
from scheduler.rechecks import plan_rechecks, settle_rechecks
from scheduler.rehearsal import rehearse
from scheduler.runner import run_collection
from tests.crawlers.local_site import LocalSite, Page, Pages, serve
from tests.factories import NOON, sighting
from tests.leads_db.store.handled import APPROVER, OFFICER, bring_to, open_lead, step

NUMBER = "GI-benxi-20261120-0001"
SOURCE = """\
title: 复查演示
kind: schema_org
platform: practice
base_url: practice:/look/
search: search?q={term}
item_url: /item/
nothing_found: [没有找到相关商品]
practice: true
enabled: true
delay_s: 0
"""
SEARCH = f"/look/search?q={quote('桓仁大米')}"
NOTHING = "<html><body><p>没有找到相关商品</p></body></html>"
GONE, OTHERS_GONE = Page(status=404), Page(status=410)
CHALLENGE = "<html><head><title>安全验证</title></head><body>请完成验证码</body></html>"


def item(number: int) -> str:
    facts = {"@context": "https://schema.org", "@type": "Product", "name": "桓仁大米 5kg", "productID": str(number)}
    facts |= {"offers": {"@type": "Offer", "price": "9.90", "priceCurrency": "CNY", "seller": {"name": "某某粮油店"}}}
    data = json.dumps(facts, ensure_ascii=False)
    return f'<html><head><script type="application/ld+json">{data}</script></head><body>{facts["name"]}</body></html>'


@dataclass
class Stage:
    site: LocalSite
    settings: Settings
    engine: Engine

    def look(self) -> Recheck:
        """Plan, crawl as the service does, settle; the one look there is."""
        assert plan_rechecks(self.engine, self.settings, utc_now()) == 1
        with reading(self.engine) as connection:
            runs = read_runs(connection)
        for run in runs:
            run_collection(self.engine, self.settings, run.id)
        settle_rechecks(self.engine, utc_now())
        with reading(self.engine) as connection:
            (look,) = read_rechecks(connection)
        return look

    def events(self) -> list[dict[str, object]]:
        with reading(self.engine) as connection:
            return [dict(one.facts) for one in read_lead_events(connection, NUMBER) if one.move is Move.RECHECKED]

    def told(self) -> list[str]:
        with reading(self.engine) as connection:
            return list(connection.scalars(select(notices.c.text)))


@pytest.fixture
def settings() -> Settings:
    """No real source beside the practice ones, which rest while there is one."""
    return read_settings()


@pytest.fixture
def pages() -> Pages:
    return {SEARCH: NOTHING}


@pytest.fixture
def stage(engine: Engine, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A lead whose county has fed back, with the item 1 of a site on loopback."""
    with serve(pages) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        settings = read_settings()
        settings.sources_folder.mkdir(parents=True)
        (settings.sources_folder / "look.yml").write_text(SOURCE, encoding="utf-8")
        fed_back(engine, f"http://127.0.0.1:{site.port}/look/item/1")
        yield Stage(site, settings, engine)


def fed_back(engine: Engine, url: str) -> None:
    facts = {"platform": "practice", "shop_id": None, "url": url}
    seen = replace(sighting("1", **facts), source="look")
    with writing(engine) as connection:
        saved = save_sightings(connection, [seen], run_id=1, now=NOON)
        open_lead(connection, NUMBER, seller_key=seller_key(seen.listing), platform="practice", is_practice=True)
        bring_to(connection, NUMBER, LeadState.FEEDBACK)
        lead_id = connection.scalar(select(leads.c.id))
        row = {"lead_id": lead_id, "listing_id": saved.ids[seen.listing.key]}
        connection.execute(insert(lead_listings).values(**row))


@pytest.mark.parametrize(("page", "found"), [(GONE, "gone_404"), (OTHERS_GONE, "gone_410")])
def test_a_page_that_the_site_says_is_gone_is_gone(stage: Stage, page: Page, found: str) -> None:
    stage.site.pages["/look/item/1"] = page
    look = stage.look()
    assert (look.state, list(look.result.values())) == (RecheckState.DONE, [found])
    (event,) = stage.events()
    assert (event["gone"], event["seller_sells"], event["run"]) == (True, False, look.run_id)
    assert "未见该店再售" in stage.told()[0]
    with reading(stage.engine) as connection:
        assert read_run(connection, look.run_id or 0).state is RunState.FINISHED
    assert [path for path in stage.site.asked if path != "/robots.txt"] == ["/look/item/1", SEARCH]


def test_a_page_that_still_stands_is_told(stage: Stage) -> None:
    stage.site.pages["/look/item/1"] = item(1)
    look = stage.look()
    assert list(look.result.values()) == ["there"]
    assert [(event["gone"], event["seller_sells"]) for event in stage.events()] == [(False, True)]


def test_a_shop_that_sells_it_again_under_another_link_is_found(stage: Stage) -> None:
    stage.site.pages |= {
        "/look/item/1": GONE,
        SEARCH: '<html><body><a href="/look/item/2">桓仁大米 5kg</a></body></html>',
        "/look/item/2": item(2),
    }
    look = stage.look()
    assert list(look.result.values()) == ["gone_404"]
    assert [(event["gone"], event["seller_sells"]) for event in stage.events()] == [(True, True)]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/look/item/1", CHALLENGE),
        ("/look/item/1", Page(status=403)),
        ("/look/item/1", "<html><body>首页</body></html>"),
        ("/robots.txt", "User-agent: *\nDisallow: /look/item/"),
    ],
    ids=["challenge", "forbidden", "another page", "robots"],
)
def test_a_wall_is_never_gone(stage: Stage, path: str, page: Page | str) -> None:
    stage.site.pages[path] = page
    look = stage.look()
    assert look.state is RecheckState.BY_HAND
    assert all(found.startswith("unclear: ") for found in look.result.values())
    assert stage.events() == []
    assert "打不开的页面不等于已下架" in stage.told()[0]


def test_gone_pages_with_an_unseen_search_leave_the_shop_to_a_person(stage: Stage) -> None:
    stage.site.pages |= {"/look/item/1": GONE, SEARCH: Page(status=403)}
    look = stage.look()
    assert (look.state, list(look.result.values()), stage.events()) == (RecheckState.BY_HAND, ["gone_404"], [])


def test_a_source_without_a_search_cannot_tell_that_the_shop_stopped(stage: Stage) -> None:
    file = stage.settings.sources_folder / "look.yml"
    file.write_text(SOURCE.replace("search: search?q={term}", "lists: [search]"), encoding="utf-8")
    stage.site.pages["/look/item/1"] = GONE
    look = stage.look()
    assert (look.state, list(look.result.values()), stage.events()) == (RecheckState.BY_HAND, ["gone_404"], [])


def test_a_look_is_planned_once_for_a_feedback_and_again_for_the_next(stage: Stage) -> None:
    stage.site.pages["/look/item/1"] = item(1)
    stage.look()
    assert plan_rechecks(stage.engine, stage.settings, utc_now()) == 0
    assert settle_rechecks(stage.engine, utc_now()) == 0
    with writing(stage.engine) as connection:
        step(connection, NUMBER, Move.ASK_MORE, APPROVER, utc_now())
        for move in (Move.FILE, Move.PUNISH, Move.FEED_BACK):
            step(connection, NUMBER, move, OFFICER, utc_now())
    assert plan_rechecks(stage.engine, stage.settings, utc_now()) == 1
    with reading(stage.engine) as connection:
        assert len(read_rechecks(connection, lead=NUMBER)) == 2


def test_links_elsewhere_are_never_asked_for(stage: Stage) -> None:
    other = "GI-benxi-20261120-0002"
    far = sighting("2", platform="practice", url="http://127.0.0.1:1/look/item/2", shop_id="far")
    with writing(stage.engine) as connection:
        saved = save_sightings(connection, [far], run_id=1, now=NOON)
        open_lead(connection, other, seller_key=seller_key(far.listing), platform="practice", is_practice=True)
        bring_to(connection, other, LeadState.FEEDBACK)
        lead_id = connection.scalar(select(leads.c.id).where(leads.c.number == other))
        connection.execute(insert(lead_listings).values(lead_id=lead_id, listing_id=saved.ids[far.listing.key]))
    assert plan_rechecks(stage.engine, stage.settings, utc_now()) == 2
    with reading(stage.engine) as connection:
        (look,) = read_rechecks(connection, lead=other)
        assert len(read_runs(connection)) == 1
    assert (look.state, look.run_id) == (RecheckState.BY_HAND, None)
    assert any("程序不自行访问" in text for text in stage.told())
    assert stage.site.asked == []


def test_only_so_many_looks_a_day_ask_a_source(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecks_module, "PER_DAY", 0)
    assert plan_rechecks(stage.engine, stage.settings, utc_now()) == 0
    monkeypatch.setattr(rechecks_module, "PER_DAY", 1)
    assert plan_rechecks(stage.engine, stage.settings, utc_now()) == 1


def test_a_lead_that_moved_on_meanwhile_is_left_alone(stage: Stage) -> None:
    plan_rechecks(stage.engine, stage.settings, utc_now())
    with writing(stage.engine) as connection:
        step(connection, NUMBER, Move.ASK_MORE, APPROVER, utc_now())
        save_run_state(connection, read_runs(connection)[0].id, RunState.CANCELLED, now=utc_now())
    assert settle_rechecks(stage.engine, utc_now() + timedelta(minutes=1)) == 1
    assert (stage.events(), stage.told()) == ([], [])
    with reading(stage.engine) as connection:
        assert LeadFlag.TAKEN_DOWN not in read_handling(connection, NUMBER).flags


def test_links_that_a_person_names_are_looked_at_as_after_a_feedback_and_nothing_else(stage: Stage) -> None:
    root = f"http://127.0.0.1:{stage.site.port}/look/item"
    stage.site.pages |= {"/look/item/1": item(1), "/look/item/2": GONE}
    order = Order(source="look", links=(f"{root}/1", f"{root}/2"), reason="来电")
    told = rehearse(stage.settings, order)
    assert ([unit.urls for unit in told.units], set(told.refused.values())) == ([order.links], {""})
    assert set(stage.site.asked) == {"/robots.txt"}
    number = order_run(stage.engine, stage.settings, order, requested_by="ops-1")
    run_collection(stage.engine, stage.settings, number)
    with reading(stage.engine) as connection:
        assert read_run(connection, number).state is RunState.FINISHED
        found = read_page_outcomes(connection, number, MARK)
    assert sorted(found.values()) == [("not_found", 404), ("ok", 200)]
    assert {path for path in stage.site.asked if path != "/robots.txt"} == {"/look/item/1", "/look/item/2"}


@pytest.mark.parametrize("link", ["http://127.0.0.1:1/look/item/1", "http://example.com/", "ftp://127.0.0.1/"])
def test_a_link_that_is_not_the_sources_own_is_never_ordered(stage: Stage, link: str) -> None:
    with pytest.raises(RequestRefused):
        order_run(stage.engine, stage.settings, Order(source="look", links=(link,), reason="x"), requested_by="ops-1")
