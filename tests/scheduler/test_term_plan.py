"""The terms of a run come from the plan of its day, the same ones however often it is planned."""

from datetime import timedelta

from sqlalchemy import Engine

from leads_db.records import Outcome, Run, Trigger
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run, save_new_run
from leads_db.store.source_days import shanghai_day
from leads_db.store.units import SqlUnitQueue, read_units
from scheduler.breaker import PROBE_PARAMS
from scheduler.planning import cut_units, find_source, find_terms
from scheduler.search_plan import DISGUISE
from scheduler.term_plan import plan_terms, terms_of_run
from tests.factories import NOON


def new_run(engine: Engine, back: int = 0, **facts: object) -> Run:
    now = NOON - timedelta(days=back)
    with writing(engine) as connection:
        more = {"trigger": Trigger.SCHEDULED, "requested_by": "test", "now": now, **facts}
        return read_run(connection, save_new_run(connection, source="shop", **more))  # type: ignore[arg-type]


def crawl_without_finds(engine: Engine, settings: Settings, back: int) -> Run:
    """A run whose every search is answered with nothing."""
    run, source = new_run(engine, back), find_source(settings, "shop")
    queue = SqlUnitQueue(engine, lambda: run.queued_at)
    cut_units(run, source, terms_of_run(engine, settings, run, source), queue)
    while (unit := queue.claim(run.id, "me")) is not None:
        queue.done(unit, "me", Outcome.EMPTY)
    return run


def test_the_first_run_tries_everything_and_weeks_of_nothing_shrink_it(engine: Engine, settings: Settings) -> None:
    source = find_source(settings, "shop")
    everything = find_terms(settings, source, None)
    first = crawl_without_finds(engine, settings, back=30)
    with reading(engine) as connection:
        assert len(read_units(connection, first.id)) == len(everything)
    for back in range(29, 0, -1):
        crawl_without_finds(engine, settings, back)
    now = terms_of_run(engine, settings, new_run(engine), source)
    assert len(now) < len(everything) / 2
    assert {term.text for term in everything if term.kind == "name"} <= {term.text for term in now}


def test_a_run_is_planned_the_same_way_again(engine: Engine, settings: Settings) -> None:
    source = find_source(settings, "shop")
    for back in (3, 2):
        crawl_without_finds(engine, settings, back)
    run = crawl_without_finds(engine, settings, 1)
    crawl_without_finds(engine, settings, 0)
    with reading(engine) as connection:
        cut = [unit.term for unit in read_units(connection, run.id)]
    assert [term.text for term in terms_of_run(engine, settings, run, source)] == cut


def test_a_probe_asks_for_one_page_of_one_term(engine: Engine, settings: Settings) -> None:
    run, source = new_run(engine, params=PROBE_PARAMS), find_source(settings, "shop")
    cut_units(run, source, terms_of_run(engine, settings, run, source), SqlUnitQueue(engine))
    with reading(engine) as connection:
        (unit,) = read_units(connection, run.id)
    assert (unit.page_from, unit.page_to) == (1, 1)


def test_an_officers_question_is_asked_whole(engine: Engine, settings: Settings) -> None:
    run = new_run(engine, params={"indication": "huanren-rice", "pages": None}, trigger=Trigger.ON_DEMAND)
    terms = terms_of_run(engine, settings, run, find_source(settings, "shop"))
    assert {term.indication for term in terms} == {"huanren-rice"}
    assert any(term.kind == DISGUISE for term in terms)


def test_a_foreign_source_is_asked_in_its_own_languages(settings: Settings) -> None:
    file = settings.sources_folder / "shop.yml"
    file.write_text(file.read_text("utf-8") + "languages: [en, zh-Latn]\n", "utf-8")
    terms = find_terms(settings, find_source(settings, "shop"), None)
    assert all(term.text.isascii() for term in terms)
    assert {term.kind for term in terms} == {"english", "translation", "pinyin"}


def test_every_unit_of_tomorrow_has_its_reason(engine: Engine, settings: Settings) -> None:
    crawl_without_finds(engine, settings, 1)
    with reading(engine) as connection:
        planned = plan_terms(connection, settings, find_source(settings, "shop"), shanghai_day(NOON))
    assert all(one.reason for one in planned)
