"""The practice market, collected as every day: everything once, and each misbehaviour by its name."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from sqlalchemy import Engine, select

from crawlers.practice_market import Market, manifest, start_market
from crawlers.practice_market.shops import divide_goods
from crawlers.source_file import PACKAGED, load_sources
from leads_db.records import FetchReport, Listing, Outcome, RunState, Trigger, Unit
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.store.runs import read_reports
from leads_db.store.units import read_units
from leads_db.tables import listings, mentions
from scheduler.planning import find_source, plan_run
from scheduler.runner import run_collection
from tests.crawlers.local_site import LocalSite, serve

SMALL = 25
"""Goods a shop here; the misbehaving shops have fewer anyway."""
WHOLE = ("ld", "og", "gbk", "micro", "shopify", "news", "forum", "board")
OTHERS = ("challenge", "login", "changed", "busy", "endless", "redirect")
READ_WHOLE_HERE = {"search": "", "lists": ["search?q="]}
"""These are searched by the register's names as shipped; here their lists are read, so that nothing may be missing."""
pytestmark = pytest.mark.timeout(300)
Runs = Mapping[str, tuple[RunState, Unit, tuple[FetchReport, ...]]]


def small_goods() -> Mapping[str, Sequence[Listing]]:
    return {shop: goods[:SMALL] for shop, goods in divide_goods().items()}


@pytest.fixture(scope="module")
def canary() -> Iterator[LocalSite]:
    with serve({"/": "title canary"}, host="127.0.0.2") as site:
        yield site


@pytest.fixture(scope="module")
def market(canary: LocalSite) -> Iterator[Market]:
    with start_market(goods=small_goods(), canary_url=f"http://127.0.0.2:{canary.port}/") as started:
        yield started


@pytest.fixture(scope="module")
def home(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("practice") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GI_HOME", str(folder))
        patch.setenv("GI_PRACTICE_PORT", str(market.port))
        settings = read_settings()
        settings.sources_folder.mkdir(parents=True)
        for shop in ("micro", "gbk"):
            text = (PACKAGED / f"practice-{shop}.yml").read_text("utf-8")
            changed = yaml.safe_dump({**yaml.safe_load(text), **READ_WHOLE_HERE}, allow_unicode=True)
            (settings.sources_folder / f"practice-{shop}.yml").write_text(changed, "utf-8")
        yield settings


@pytest.fixture(scope="module")
def store(home: Settings) -> Iterator[Engine]:
    opened = open_engine(home.store_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def runs(home: Settings, store: Engine) -> Runs:
    """Every shop and feed site but the browser's, two at a time."""

    def collect(shop: str) -> tuple[str, tuple[RunState, Unit, tuple[FetchReport, ...]]]:
        source = find_source(home, f"practice-{shop}")
        run_id = plan_run(store, home, source, trigger=Trigger.SCHEDULED, requested_by="test")
        run = run_collection(store, home, run_id)
        with reading(store) as connection:
            (unit,) = read_units(connection, run_id)
            return shop, (run.state, unit, read_reports(connection, run_id))

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(collect, (*WHOLE, *OTHERS)))


def found(store: Engine) -> list[str]:
    """Item ids, and the last part of each post's address: feeds bring ids of their own."""
    with reading(store) as connection:
        records = [json.loads(text) for text in connection.scalars(select(mentions.c.record))]
        posts = [unquote(record["url"].rpartition("/")[2]) for record in records]
        return sorted([*connection.scalars(select(listings.c.item_id)), *posts])


def expected(shop: str) -> list[str]:
    shown = manifest()[shop]
    return shown if shop in ("news", "forum", "board") else shown[:SMALL]


@pytest.mark.slow
def test_everything_that_can_be_read_was_found_once(runs: Runs, store: Engine) -> None:
    behind_the_challenge = sum(report.items_found for report in runs["challenge"][2])
    wanted = [item for shop in (*WHOLE, "busy", "endless") for item in expected(shop)]
    wanted += [*expected("challenge")[:behind_the_challenge], expected("redirect")[0]]
    lacking, beyond = Counter(wanted) - Counter(found(store)), Counter(found(store)) - Counter(wanted)
    assert (lacking, beyond) == (Counter(), Counter())
    assert 8 <= behind_the_challenge <= 15


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shop", "outcome", "cause"),
    [
        *((shop, Outcome.OK, "") for shop in WHOLE),
        ("busy", Outcome.OK, ""),
        ("endless", Outcome.OK, ""),
        ("challenge", Outcome.BLOCKED_CAPTCHA, "captcha_title"),
        ("login", Outcome.BLOCKED_LOGIN, "login_redirect"),
        ("changed", Outcome.SCHEMA_CHANGED, "page_changed"),
        ("redirect", Outcome.PARTIAL, "request_refused"),
    ],
)
def test_each_shop_ends_by_its_name(runs: Runs, shop: str, outcome: Outcome, cause: str) -> None:
    _, unit, _ = runs[shop]
    assert unit.outcome is outcome
    assert cause in unit.cause


@pytest.mark.slow
def test_a_busy_shop_was_waited_for(runs: Runs) -> None:
    assert [report.outcome for report in runs["busy"][2]][:3] == [Outcome.RATE_LIMITED] * 2 + [Outcome.OK]


@pytest.mark.slow
def test_the_endless_shop_was_left(runs: Runs, market: Market) -> None:
    pages = market.log.requests("/endless/search")
    assert runs["endless"][0] is RunState.FINISHED
    assert len(pages) == 4  # three with goods, and the first one again


@pytest.mark.slow
def test_nobody_was_led_astray(runs: Runs, canary: LocalSite, market: Market) -> None:
    reasons = " ".join(report.reason for report in runs["redirect"][2])
    assert "127.0.0.2 is not a host of this source" in reasons
    assert "169.254.169.254 is not a host of this source" in reasons
    assert canary.asked == []
    assert [path for path in market.log.by_path() if "/private/" in path] == []


@pytest.mark.browser
@pytest.mark.slow
def test_pages_that_need_a_browser_are_read_in_one(
    home: Settings, store: Engine, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GI_HOME", str(home.home))
    monkeypatch.setenv("GI_PRACTICE_PORT", str(market.port))
    market.log.clear()
    run_id = plan_run(store, home, find_source(home, "practice-js"), trigger=Trigger.SCHEDULED, requested_by="test")
    run = run_collection(store, home, run_id)
    with reading(store) as connection:
        seen = sorted(connection.scalars(select(listings.c.item_id).where(listings.c.last_run_id == run_id)))
    assert (run.state, seen) == (RunState.FINISHED, sorted(expected("js")))
    assert not [path for path in market.log.by_path() if path.endswith((".svg", ".png"))]
    assert {request.user_agent for request in market.log.requests("/js")} == {"gi-leads/0.1.0"}


def test_of_the_packaged_sources_only_the_practice_market_is_switched_on(settings: Settings) -> None:
    sources = load_sources(settings).values()
    assert {source.name for source in sources if source.enabled} == {f"practice-{name}" for name in manifest()}
    assert all(source.practice == source.enabled and source.title for source in sources)


def test_the_practice_sources_together_show_every_way_in(settings: Settings) -> None:
    sources = {name: source for name, source in load_sources(settings).items() if source.practice}
    assert {source.kind for source in sources.values()} == {"schema_org", "shopify", "woocommerce", "feed"}
    ways = [(bool(source.search), bool(source.sitemap), bool(source.lists)) for source in sources.values()]
    assert {(True, False, False), (False, True, False), (False, False, True)} <= set(ways)


def test_a_home_folder_may_replace_a_packaged_source(settings: Settings) -> None:
    settings.sources_folder.mkdir(parents=True)
    path = Path(settings.sources_folder / "practice-ld.yml")
    text = (PACKAGED / "practice-ld.yml").read_text("utf-8")
    path.write_text(text.replace("enabled: true", "enabled: false"), "utf-8")
    assert load_sources(settings)["practice-ld"].enabled is False
