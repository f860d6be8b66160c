"""A bureau reads what lies with it, by the uids of its sendings; what lies with another is as if it were not."""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from leads_db.errors import NotFound
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Dispatch, DispatchKind, LeadFlag, LeadState, Move, ReceiptKind
from leads_db.store.assistance import note_receipt, request_assistance
from leads_db.store.clocks import read_time_rules
from leads_db.store.county_views import (
    CountyFilter,
    count_county_rows,
    count_county_states,
    count_returns,
    owns_dispatch,
    read_county_clocks,
    read_county_row,
    read_county_rows,
    read_open_numbers,
    read_own_uids,
)
from leads_db.store.dispatching import dispatch_leads
from leads_db.store.engine import reading, writing
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, HEAD, HOST, OFFICER, step
from tests.leads_db.store.test_dispatching import ONE, ready

TWO = "GI-benxi-20261120-0002"
OTHER = Actor(name="olga", roles=frozenset({Role.COUNTY, Role.COUNTY_HEAD}), cities=("benxi",), bureau="mingshan")
SEAT = Actor(name="sara", roles=frozenset({Role.SEAT}), bureau="transfer:330110")
NOBODY = Actor(name="rita", roles=frozenset({Role.REVIEWER}), cities=("benxi",))
M, S, K = Move, LeadState, DispatchKind
ALL = CountyFilter(kinds=tuple(DispatchKind))


def send(connection: Connection, number: str = ONE, **more: Any) -> dict[str, Dispatch]:
    """Bureau → its sending."""
    ready(connection, number, **more)
    letter = {"facts": {"reply_by_on": "2026-12-10"}}
    sent = dispatch_leads(connection, [number], APPROVER, at=NOON, word="试监线移", letter=letter)
    return {item.bureau: item for item in sent}


def test_a_bureau_sees_its_own_and_nothing_of_another(engine: Engine) -> None:
    with writing(engine) as connection:
        mine = send(connection)[HOST]
        theirs = send(connection, TWO, routing={"host": "mingshan"}.items(), seller_name="别家店")["mingshan"]
        for actor, own, foreign in ((OFFICER, mine, theirs), (OTHER, theirs, mine)):
            assert [row.uid for row in read_county_rows(connection, actor, ALL, limit=9)] == [own.uid]
            assert count_county_rows(connection, actor, ALL) == 1
            assert read_open_numbers(connection, actor) == (own.lead,)
            assert read_own_uids(connection, actor) == (own.uid,)
            assert not owns_dispatch(connection, foreign.uid, actor)
            for text in (foreign.lead, foreign.number, foreign.lead[-4:]):
                assert read_county_rows(connection, actor, CountyFilter(text=text), limit=9) == ()
            with pytest.raises(NotFound) as refused:
                read_county_row(connection, foreign.uid, actor)
            assert foreign.lead not in str(refused.value)
        for actor in (NOBODY, SEAT):
            assert read_county_rows(connection, actor, ALL, limit=9) == ()
            assert count_county_states(connection, actor) == {}


def test_what_was_returned_or_recalled_is_gone_but_its_papers_stay_readable(engine: Engine) -> None:
    with writing(engine) as connection:
        first = send(connection)[HOST]
        step(connection, ONE, M.RETURN, OFFICER)
        assert read_county_rows(connection, OFFICER, ALL, limit=9) == ()
        assert owns_dispatch(connection, first.uid, OFFICER)
        assert count_returns(connection, OFFICER) == {"not_ours": 1}
        assert count_returns(connection, OTHER) == {}
        second = send(connection, TWO)[HOST]
        step(connection, TWO, M.RECALL, APPROVER)
        with pytest.raises(NotFound):
            read_county_row(connection, second.uid, OFFICER)


def test_assistants_and_copies_read_and_sign_but_are_no_hosts(engine: Engine) -> None:
    with writing(engine) as connection:
        sent = send(connection, routing={"assistants": ["mingshan"], "copies": ["nanfen"]}.items())
        row = read_county_row(connection, sent["mingshan"].uid, OTHER)
        assert (row.kind, row.is_host, row.is_signed) == (K.ASSISTANT, False, False)
        assert count_county_states(connection, OTHER) == {}
        assert read_open_numbers(connection, OTHER) == ()
        note_receipt(connection, row.uid, ReceiptKind.SIGNED, OTHER, at=NOON)
        assert read_county_row(connection, row.uid, OTHER).is_signed
        assert count_county_rows(connection, OTHER, CountyFilter(is_signed=False)) == 0
        with pytest.raises(NotFound):
            step(connection, ONE, M.SIGN, OTHER)


def test_a_seat_reads_requests_alone_and_a_county_of_the_same_bureau_both(engine: Engine) -> None:
    with writing(engine) as connection:
        sent = send(connection)
        asked = request_assistance(connection, ONE, HOST, APPROVER, at=NOON, word="试监线协", letter={})
        seat = Actor(name="sara", roles=frozenset({Role.SEAT}), bureau=HOST)
        assert [row.uid for row in read_county_rows(connection, seat, ALL, limit=9)] == [asked.uid]
        both = {row.uid for row in read_county_rows(connection, OFFICER, ALL, limit=9)}
        assert both == {asked.uid, sent[HOST].uid}


def test_lists_are_by_state_flag_signature_and_text(engine: Engine) -> None:
    with writing(engine) as connection:
        send(connection, seller_name="山里人家")
        send(connection, TWO, seller_name="100%好米_店")
        step(connection, TWO, M.SIGN, OFFICER)
        step(connection, TWO, M.ASK_NOT_FILE, OFFICER)

        def found(**wanted: Any) -> list[str]:
            return [row.lead for row in read_county_rows(connection, OFFICER, CountyFilter(**wanted), limit=9)]

        assert found(is_signed=False) == [ONE]
        assert found(states=frozenset({S.RECEIVED})) == [TWO]
        assert found(flag=LeadFlag.AWAITING_HEAD) == [TWO]
        assert found(text="山里") == [ONE]
        assert found(text="%好米_") == [TWO]
        assert found(text="%") == [TWO]
        assert found(text="_店_") == []


def test_the_deadlines_are_those_of_the_bureau_and_the_letter_names_a_day(engine: Engine) -> None:
    with writing(engine) as connection:
        sent = send(connection)[HOST]
    with reading(engine) as connection:
        rules = read_time_rules(connection)
        assert [clock.rule for clock in read_county_clocks(connection, [ONE], rules, NOON)[ONE]] == ["signing"]
        assert str(read_county_row(connection, sent.uid, OFFICER).reply_by_on) == "2026-12-10"
        assert read_county_clocks(connection, [], rules, NOON) == {}
    with writing(engine) as connection:
        step(connection, ONE, M.SIGN, OFFICER)
        assert [clock.rule for clock in read_county_clocks(connection, [ONE], rules, NOON)[ONE]] == ["verification"]
        step(connection, ONE, M.NOT_FILE, HEAD)
        told = [clock.rule for clock in read_county_clocks(connection, [ONE], rules, NOON)[ONE]]
        assert told == ["feedback_not_filed"]


def test_a_second_round_stands_for_the_first(engine: Engine) -> None:
    with writing(engine) as connection:
        sent = send(connection, routing={"copies": ["mingshan"]}.items())
        step(connection, ONE, M.RETURN, OFFICER)
        step(connection, ONE, M.REROUTE, APPROVER, copies=["mingshan"])
        again = dispatch_leads(connection, [ONE], APPROVER, at=NOON, word="试监线移", letter={})
        rows = read_county_rows(connection, OTHER, ALL, limit=9)
        assert [row.round for row in rows] == [2]
        assert rows[0].uid in {item.uid for item in again}
        assert rows[0].uid != sent["mingshan"].uid
