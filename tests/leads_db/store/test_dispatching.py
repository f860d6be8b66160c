"""A letter is sent once and whole: number, moves, dispatch row and notice together, however often somebody clicks."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from leads_db.errors import FactsMissing, MoveNotAllowed, NotFound, NotReady, StoreBusy
from leads_db.lead_tables import dispatches, letter_numbers, receipts, seals
from leads_db.notice_tables import notices
from leads_db.records.account import CENTRE, Actor, Role
from leads_db.records.handling import Dispatch, DispatchKind, LeadState, Move, ReceiptKind
from leads_db.store.audit import find_broken_audit
from leads_db.store.county_views import CountyFilter, read_county_rows
from leads_db.store.dispatches import read_dispatch, read_dispatches
from leads_db.store.dispatching import dispatch_leads
from leads_db.store.engine import open_engine, reading, upgrade, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.letter_numbers import find_number_gaps, read_letter_numbers
from leads_db.store.notices import read_notices
from leads_db.store.readiness import Gap, find_gaps, read_to_fill
from leads_db.store.receipts import read_receipts
from leads_db.tables import counters
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, HEAD, HOST, OFFICER, REVIEWER, bring_to, open_lead, step

S, M = LeadState, Move
ONE = "GI-benxi-20261120-0001"


def seal(connection: Connection, number: str, **changes: Any) -> None:
    from leads_db.lead_tables import leads

    lead_id = connection.scalar(select(leads.c.id).where(leads.c.number == number))
    row = {
        "name": f"EV-{number}-01",
        "lead_id": lead_id,
        "manifest": "{}",
        "manifest_digest": "0" * 64,
        "sealed_at": NOON,
        "sealed_by": "rita",
        "is_practice": False,
    }
    connection.execute(insert(seals).values({**row, **changes}))


def ready(connection: Connection, number: str = ONE, routing: Any = (), **changes: Any) -> str:
    """An approved lead whose bureau a person named, whose operator is known, with a seal."""
    open_lead(connection, number, **changes)
    know_operator(connection, changes.get("seller_key", number[-32:]))
    bring_to(connection, number, S.UNROUTABLE)
    step(connection, number, M.ROUTE, APPROVER, **dict(routing))
    seal(connection, number, is_practice=changes.get("is_practice", False))
    return number


def know_operator(connection: Connection, key: str) -> None:
    from leads_db.source_tables import seller_facts

    held = select(func.count()).select_from(seller_facts).where(seller_facts.c.seller_key == key)
    if connection.scalar(held):
        return
    row = {"seller_key": key, "field": "operator_name", "value": "某某粮油有限公司", "value_digest": "1" * 32}
    told = {"how": "licence", "url": "", "source": "test", "first_seen_at": NOON, "last_seen_at": NOON, "run_id": 1}
    connection.execute(insert(seller_facts).values(**row, **told, is_practice=False))


def send(connection: Connection, *numbers: str, actor: Actor = APPROVER) -> tuple[Dispatch, ...]:
    return dispatch_leads(connection, numbers, actor, at=NOON, word="试监线移", letter={"title": "移送函"})


def count(connection: Connection, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_one_letter_a_seller_and_bureau_with_its_rows(engine: Engine) -> None:
    with writing(engine) as connection:
        for place, shop in ((1, "a" * 32), (2, "a" * 32), (3, "b" * 32)):
            ready(connection, f"GI-benxi-20261120-000{place}", seller_key=shop, recurrence=place)
        sent = send(connection, *(f"GI-benxi-20261120-000{place}" for place in (1, 2, 3)))
    assert [item.number for item in sent] == ["试监线移〔2026〕1号", "试监线移〔2026〕1号", "试监线移〔2026〕2号"]
    assert sent[0].batch == sent[1].batch != sent[2].batch
    assert sent[0].letter == {"title": "移送函", "number": sent[0].number, "leads": (sent[0].lead, sent[1].lead)}
    assert all(len(item.uid) == 22 for item in sent)
    with reading(engine) as connection:
        (read,) = read_dispatches(connection, ONE)
        assert read.letter["leads"] == [sent[0].lead, sent[1].lead]
        assert replace(read, letter=sent[0].letter) == sent[0]
        assert sorted(notice.text for notice in read_notices(connection, OFFICER)) == [
            "来文 试监线移〔2026〕1号：2 条线索，待签收。",
            "来文 试监线移〔2026〕2号：1 条线索，待签收。",
        ]
        handling = read_handling(connection, ONE)
        event = read_lead_events(connection, ONE)[-1]
    assert (handling.state, handling.host, handling.round) == (S.DISPATCHED, HOST, 1)
    assert (event.move, event.facts["seal"], event.facts["number"]) == (M.DISPATCH, f"EV-{ONE}-01", sent[0].number)


def test_a_letter_may_be_written_from_its_number(engine: Engine) -> None:
    def write(number: str, host: str, leads: tuple[str, ...]) -> dict[str, object]:
        return {"to": f"{host} {number}"}

    with writing(engine) as connection:
        ready(connection)
        (sent,) = dispatch_leads(connection, [ONE], APPROVER, at=NOON, word="试", letter=write)
    assert sent.letter["to"] == f"{HOST} 试〔2026〕1号"


def test_a_joint_action_has_one_host_assistants_and_copies(engine: Engine) -> None:
    others = {"assistants": ["xihu", HOST], "copies": "mingshan、xihu"}
    with writing(engine) as connection:
        ready(connection, routing=others.items())
        sent = send(connection, ONE)
    assert [(item.bureau, item.kind) for item in sent] == [
        (HOST, DispatchKind.HOST),
        ("xihu", DispatchKind.ASSISTANT),
        ("mingshan", DispatchKind.COPY),
    ]
    assert len({item.number for item in sent}) == 1
    assistant = Actor(name="ada", roles=frozenset({Role.COUNTY}), bureau="xihu")
    with writing(engine) as connection:
        assert read_dispatch(connection, sent[1].uid, assistant).bureau == "xihu"
        with pytest.raises(NotFound):
            read_dispatch(connection, sent[0].uid, assistant)
        with pytest.raises(NotFound):
            move_lead(connection, ONE, M.SIGN, assistant, at=NOON)


def test_a_lead_with_gaps_is_not_sent_but_listed(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        bring_to(connection, ONE, S.APPROVED)
        assert find_gaps(connection, [ONE]) == {ONE: (Gap.SUBJECT, Gap.JURISDICTION, Gap.SEAL)}
        assert read_to_fill(connection, ["benxi"]) == find_gaps(connection, [ONE])
        assert read_to_fill(connection, ["jiaozuo"]) == {}
    with pytest.raises(NotReady, match="subject, jurisdiction, seal"), writing(engine) as connection:
        send(connection, ONE)
    with reading(engine) as connection:
        assert [count(connection, table) for table in (dispatches, notices, letter_numbers)] == [0, 0, 0]


def test_a_second_click_changes_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection)
        send(connection, ONE)
    with pytest.raises(MoveNotAllowed), writing(engine) as connection:
        send(connection, ONE)
    with reading(engine) as connection:
        assert count(connection, letter_numbers) == count(connection, dispatches) == 1


@pytest.mark.parametrize(
    "actor",
    [
        Actor(name="x", roles=CENTRE, cities=("jiaozuo",)),
        Actor(name="y", roles=frozenset({Role.COUNTY}), cities=("benxi",), bureau=HOST),
    ],
)
def test_others_find_no_lead_to_send(engine: Engine, actor: Actor) -> None:
    with writing(engine) as connection:
        ready(connection)
        with pytest.raises(NotFound):
            send(connection, ONE, actor=actor)


def test_the_reviewer_does_not_send(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection)
    with pytest.raises(MoveNotAllowed), writing(engine) as connection:
        send(connection, ONE, actor=REVIEWER)
    with reading(engine) as connection:
        assert count(connection, letter_numbers) == 0


def test_a_recalled_letter_is_void_and_its_number_is_not_used_again(engine: Engine) -> None:
    with writing(engine) as connection:
        for place in (1, 2):
            ready(connection, f"GI-benxi-20261120-000{place}", seller_key="a" * 32, recurrence=place)
        sent = send(connection, ONE, "GI-benxi-20261120-0002")
        move_lead(connection, ONE, M.RECALL, APPROVER, at=NOON, reason="错发")
        assert [one.state for one in read_letter_numbers(connection, year=2026)] == ["issued"]
        move_lead(connection, "GI-benxi-20261120-0002", M.RECALL, APPROVER, at=NOON, reason="错发")
        assert [one.state for one in read_letter_numbers(connection, year=2026)] == ["void"]
        assert read_county_rows(connection, OFFICER, CountyFilter(kinds=tuple(DispatchKind)), limit=9) == ()
        with pytest.raises(NotFound):
            move_lead(connection, ONE, M.SIGN, OFFICER, at=NOON)
        again = send(connection, ONE)
        assert (again[0].round, again[0].number) == (2, "试监线移〔2026〕2号")
        assert [one.kind for one in read_receipts(connection, sent[0].uid)] == [ReceiptKind.RECALLED]
        assert find_number_gaps(connection) == ()
        move_lead(connection, ONE, M.SIGN, OFFICER, at=NOON)
        with pytest.raises(MoveNotAllowed):
            move_lead(connection, ONE, M.RECALL, APPROVER, at=NOON, reason="太迟")


def test_signing_and_returning_leave_a_receipt_once(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection)
        (sent,) = send(connection, ONE)
        move_lead(connection, ONE, M.SIGN, OFFICER, at=NOON, facts={"seal_holds": "yes"})
        (receipt,) = read_receipts(connection, sent.uid)
    assert (receipt.kind, receipt.actor, receipt.facts) == (ReceiptKind.SIGNED, "otto", {"seal_holds": True})


def test_what_was_sent_outside_the_city_is_answered_through_the_approver(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection, routing={"host": "transfer:410800"}.items())
        (sent,) = send(connection, ONE)
        assert sent.kind is DispatchKind.TRANSFER
        with pytest.raises(MoveNotAllowed):
            move_lead(connection, ONE, M.SIGN, REVIEWER, at=NOON)
        move_lead(connection, ONE, M.SIGN, APPROVER, at=NOON)
        assert step(connection, ONE, M.MOVE_ON, APPROVER).state is S.MOVED
        with pytest.raises(NotFound):
            step(connection, ONE, M.FEED_BACK, HEAD)


def test_after_the_second_return_the_city_designates(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection)
        for _ in range(2):
            send(connection, ONE)
            step(connection, ONE, M.RETURN, OFFICER)
            with pytest.raises(FactsMissing) if _ else pytest.raises(MoveNotAllowed):
                step(connection, ONE, M.REROUTE if _ else M.DISPATCH, APPROVER)
            step(connection, ONE, M.REROUTE, APPROVER, designated=True)
        assert send(connection, ONE)[0].round == 3


def test_practice_letters_use_up_no_real_number(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection, "GI-benxi-20261120-0009", is_practice=True)
        ready(connection)
        assert send(connection, "GI-benxi-20261120-0009")[0].number == "演示试监线移〔2026〕1号"
        assert send(connection, ONE)[0].number == "试监线移〔2026〕1号"


@pytest.mark.parametrize("table", [dispatches, receipts, seals])
def test_what_was_sent_cannot_be_changed(engine: Engine, table: Any) -> None:
    with writing(engine) as connection:
        ready(connection)
        send(connection, ONE)
        move_lead(connection, ONE, M.SIGN, OFFICER, at=NOON)
    changed = update(table).values(is_practice=True)
    for change in (changed, delete(table)):
        with pytest.raises(DatabaseError), writing(engine) as connection:
            connection.execute(change)


def click(url: str, told: list[str]) -> None:
    engine = open_engine(url)
    try:
        with writing(engine) as connection:
            send(connection, ONE)
        told.append("sent")
    except MoveNotAllowed:
        told.append("refused")
    except StoreBusy:
        told.append("busy")
    engine.dispose()


CLICKS = """
import sys
from tests.leads_db.store.test_dispatching import click
told = []
click(sys.argv[1], told)
print(told[0])
"""


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_fifty_clicks_at_once_send_one_letter(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection)
    told: list[str] = []
    clicks = [threading.Thread(target=click, args=(url_of(engine), told)) for _ in range(44)]
    command = [sys.executable, "-c", CLICKS, url_of(engine)]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    told += [other.communicate()[0].strip() for other in others]
    assert len(told) == 50
    assert told.count("sent") == 1
    assert set(told) <= {"sent", "refused", "busy"}
    with reading(engine) as connection:
        assert [count(connection, table) for table in (dispatches, notices, letter_numbers)] == [1, 1, 1]
        assert find_broken_audit(connection) is None
        assert find_number_gaps(connection) == ()


KILLED = """
import os, signal, sys
from sqlalchemy import event
from leads_db.store.engine import open_engine, writing
from tests.leads_db.store.test_dispatching import ONE, send
engine = open_engine(sys.argv[1])
left = int(sys.argv[2])

def strike(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

with writing(engine) as connection:
    event.listen(engine, "before_cursor_execute", strike)
    send(connection, ONE)
    event.listen(engine, "commit", strike)
print("sent")
"""


def statements_of_a_dispatch(folder: Path) -> int:
    """How many statements a dispatch takes, counted on a store of its own."""
    from sqlalchemy import event

    engine = open_engine(f"sqlite:///{folder / 'counted.db'}")
    upgrade(engine)
    seen: list[str] = []
    with writing(engine) as connection:
        ready(connection)
    with writing(engine) as connection:
        event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
        send(connection, ONE)
    engine.dispose()
    return len(seen)


def test_killed_at_any_statement_nothing_or_all_is_sent(engine: Engine, tmp_path: Path) -> None:
    total = statements_of_a_dispatch(tmp_path)
    assert total > 20
    places = [*range(0, total, 1 if engine.dialect.name == "sqlite" else 6), total, total + 1, 10 * total]
    with writing(engine) as connection:
        ready(connection)
    running = dict(os.environ, PYTHONPATH=str(Path(__file__).parents[3]))
    sent = 0
    for place in places:
        done = subprocess.run(
            [sys.executable, "-c", KILLED, url_of(engine), str(place)], capture_output=True, text=True, env=running
        )
        with reading(engine) as connection:
            rows = [count(connection, table) for table in (dispatches, notices, letter_numbers)]
            state = read_handling(connection, ONE).state
            value = connection.scalar(select(counters.c.value).where(counters.c.name.startswith("letter:")))
            assert find_broken_audit(connection) is None
        if state is S.APPROVED:
            assert (rows, value) == ([0, 0, 0], None)
            assert done.returncode == -signal.SIGKILL
            continue
        sent += 1
        assert (rows, state, value) == ([1, 1, 1], S.DISPATCHED, 1)
        break
    assert sent == 1, "the last place lies behind the commit"
