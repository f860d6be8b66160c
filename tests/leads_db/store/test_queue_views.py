"""A list holds what its reader may see and asked for, in rank, page by page, from an index."""

import pytest
from sqlalchemy import Engine, text, update

from leads_db.lead_tables import leads
from leads_db.records import Verdict
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.store.engine import writing
from leads_db.store.queue_views import QueueFilter, count_queue, read_queue, read_shops
from tests.leads_db.store.handled import APPROVER, HOST, OFFICER, REVIEWER, bring_to, open_lead
from tests.leads_db.store.test_dispatching import ready, send

S, M = LeadState, Move
SEATLESS = Actor(name="o", roles=frozenset({Role.OPS, Role.AUDITOR, Role.ADMIN}), cities=("benxi",))


def number(place: int) -> str:
    return f"GI-benxi-20261120-000{place}"


@pytest.fixture(autouse=True)
def _leads(engine: Engine) -> None:
    """1–4: two shops, new, ranks 40 30 20 10; 5: lawful; 6: another city; 7: sent."""
    with writing(engine) as connection:
        for place, shop in ((1, "a"), (2, "b"), (3, "a"), (4, "b")):
            open_lead(
                connection, number(place), seller_key=shop * 32, recurrence=place, priority=50.0 - 10 * place,
                seller_name=f"店{shop}100%",
            )  # fmt: skip
        open_lead(connection, number(5), verdict="lawful")
        open_lead(connection, number(6), city="jiaozuo", priority=99.0)
        ready(connection, number(7))
        send(connection, number(7))
        connection.execute(update(leads).where(leads.c.number == number(2)).values(flags="recurred urged"))


def numbers(engine: Engine, actor: Actor = REVIEWER, **wanted: object) -> list[int]:
    with writing(engine) as connection:
        rows = read_queue(connection, QueueFilter(**wanted), actor, limit=99)  # type: ignore[arg-type]
    return [int(row.number[-1]) for row in rows]


def test_each_sees_their_own_in_rank(engine: Engine) -> None:
    assert numbers(engine) == [1, 2, 3, 4, 7]
    assert numbers(engine, Actor(name="j", roles=frozenset({Role.REVIEWER}), cities=("jiaozuo",))) == [6]
    assert numbers(engine, OFFICER) == [7]
    assert numbers(engine, Actor(name="y", roles=frozenset({Role.COUNTY}), bureau="xihu")) == []
    assert numbers(engine, SEATLESS) == []


def test_filters(engine: Engine) -> None:
    assert numbers(engine, states=(S.NEW,)) == [1, 2, 3, 4]
    assert numbers(engine, states=(S.NEW,), with_lawful=True) == [1, 2, 3, 4, 5]
    assert numbers(engine, verdict=Verdict.LAWFUL) == [5]
    assert numbers(engine, host=HOST) == [7]
    assert numbers(engine, flag=LeadFlag.URGED) == [2]
    assert numbers(engine, flag=LeadFlag.WATCHED) == []
    assert numbers(engine, text=number(3)) == [3]
    assert numbers(engine, text="店b100%") == numbers(engine, text=" 店B１００％ "[1:3]) == [2, 4]
    assert numbers(engine, text="店b100%x") == numbers(engine, text="b店") == []
    assert numbers(engine, text="gi-BENXI-") == [1, 2, 3, 4, 7]
    assert numbers(engine, text="%") == [1, 2, 3, 4]
    assert numbers(engine, seller_key="a" * 32) == [1, 3]


def test_pages_hold_every_lead_once(engine: Engine) -> None:
    seen: list[str] = []
    after = None
    with writing(engine) as connection:
        connection.execute(update(leads).values(priority=7.0))
        while rows := read_queue(connection, QueueFilter(), REVIEWER, limit=2, after=after):
            seen += [row.number for row in rows]
            after = rows[-1].place
    assert seen == [number(place) for place in (7, 4, 3, 2, 1)]


def test_shops_stand_together(engine: Engine) -> None:
    with writing(engine) as connection:
        shops = read_shops(connection, QueueFilter(states=(S.NEW,)), REVIEWER, limit=1)
        assert [[int(row.number[-1]) for row in shop] for shop in shops] == [[1, 3]]


def test_counts_are_of_what_is_seen(engine: Engine) -> None:
    with writing(engine) as connection:
        bring_to(connection, number(1), S.CONFIRMED)
        counts = [count_queue(connection, QueueFilter(states=(state,)), REVIEWER) for state in (S.NEW, S.CONFIRMED)]
        assert counts == [3, 1]
        assert [count_queue(connection, QueueFilter(), who) for who in (OFFICER, SEATLESS)] == [1, 0]
        assert count_queue(connection, QueueFilter(is_practice=True), APPROVER) == 0


def test_a_queue_is_read_from_its_index(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("a planner of few rows reads the table")
    with writing(engine) as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT number FROM leads WHERE city IN ('benxi') AND state IN ('new') "
                "AND verdict IN ('infringing', 'lawful') ORDER BY priority DESC, id DESC LIMIT 50"
            )
        ).all()
    assert any("ix_leads_city_state_priority" in str(row) for row in plan)
    assert not any("TEMP B-TREE" in str(row) for row in plan)
