"""Requests for assistance, answers of those who are not the host, what a person fills in, today's pick."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from leads_db.errors import FactsMissing, FactsRefused, MoveNotAllowed, NotFound
from leads_db.lead_tables import leads
from leads_db.notice_tables import notices
from leads_db.records.account import Actor, Role
from leads_db.records.handling import DispatchKind, LeadState, Move, ReceiptKind
from leads_db.store.assistance import note_receipt, request_assistance
from leads_db.store.county_views import CountyFilter, read_county_rows
from leads_db.store.daily_pick import pick_for_today
from leads_db.store.dispatches import note_read
from leads_db.store.engine import writing
from leads_db.store.handling import read_handling
from leads_db.store.letter_notices import tell_bureaus
from leads_db.store.notices import read_notices
from leads_db.store.practice import wipe_practice
from leads_db.store.readiness import Gap, find_gaps
from leads_db.store.seller_words import fill_seller_facts
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, HOST, OFFICER, REVIEWER, bring_to, open_lead, step
from tests.leads_db.store.test_dispatching import ONE, ready, send

S, M = LeadState, Move
ALL = CountyFilter(kinds=tuple(DispatchKind))
SEAT = Actor(name="sara", roles=frozenset({Role.SEAT}), bureau="transfer:330110")
OTHER_SEAT = Actor(name="otis", roles=frozenset({Role.SEAT}), bureau="transfer:110108")


def test_a_seat_is_asked_answers_once_and_a_person_fills_in_what_it_told(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        bring_to(connection, ONE, S.UNROUTABLE)
        asked = request_assistance(
            connection, ONE, SEAT.bureau or "", APPROVER, at=NOON, word="试监线协", letter={"questions": ["主体"]}
        )
        assert (asked.kind, asked.number, asked.round) == (DispatchKind.ASSISTANCE, "试监线协〔2026〕1号", 1)
        assert read_handling(connection, ONE).state is S.UNROUTABLE
        for _ in range(2):
            note_read(connection, asked.uid, SEAT, at=NOON)
            told = note_receipt(
                connection, asked.uid, ReceiptKind.ANSWERED, SEAT, at=NOON, facts={"operator_name": "某某公司"}
            )
        assert [one.kind for one in told] == [ReceiptKind.READ, ReceiptKind.ANSWERED]
        assert told[1].facts == {"operator_name": "某某公司"}
        assert Gap.SUBJECT in find_gaps(connection, [ONE])[ONE]
        fill_seller_facts(
            connection, ONE, REVIEWER, at=NOON, facts={"operator_name": "某某公司"}, basis=f"协查答复 {asked.number}"
        )
        assert Gap.SUBJECT not in find_gaps(connection, [ONE])[ONE]


def test_others_see_no_request_and_a_county_cannot_ask(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        bring_to(connection, ONE, S.UNROUTABLE)
        asked = request_assistance(connection, ONE, "transfer:330110", APPROVER, at=NOON, word="试", letter={})
        for actor in (OTHER_SEAT, OFFICER):
            with pytest.raises(NotFound):
                note_receipt(connection, asked.uid, ReceiptKind.SIGNED, actor, at=NOON)
        with pytest.raises(NotFound):
            request_assistance(connection, ONE, HOST, OFFICER, at=NOON, word="试", letter={})
        with pytest.raises(MoveNotAllowed):
            request_assistance(connection, ONE, HOST, REVIEWER, at=NOON, word="试", letter={})
        with pytest.raises(FactsRefused):
            note_receipt(connection, asked.uid, ReceiptKind.ANSWERED, SEAT, at=NOON, facts={"state": "punished"})
        with pytest.raises(FactsMissing):
            note_receipt(connection, asked.uid, ReceiptKind.ANSWERED, SEAT, at=NOON, facts={"answer": " "})
        with pytest.raises(NotFound):
            fill_seller_facts(connection, ONE, OFFICER, at=NOON, facts={"operator_name": "甲"}, basis="电话")


def test_a_host_signs_by_moving_the_lead_and_an_assistant_by_receipt(engine: Engine) -> None:
    assistant = Actor(name="ada", roles=frozenset({Role.COUNTY}), bureau="xihu")
    with writing(engine) as connection:
        ready(connection, routing={"assistants": ["xihu"]}.items())
        host, other = send(connection, ONE)
        with pytest.raises(MoveNotAllowed):
            note_receipt(connection, host.uid, ReceiptKind.SIGNED, OFFICER, at=NOON)
        assert len(note_receipt(connection, other.uid, ReceiptKind.SIGNED, assistant, at=NOON)) == 1
        assert read_handling(connection, ONE).state is S.DISPATCHED
        assert [row.uid for row in read_county_rows(connection, assistant, ALL, limit=9)] == [other.uid]
        step(connection, ONE, M.RETURN, OFFICER)
        assert [read_county_rows(connection, who, ALL, limit=9) for who in (OFFICER, assistant)] == [(), ()]


def test_each_bureau_is_told_once_of_each_letter_and_nobody_else(engine: Engine) -> None:
    assistant = Actor(name="ada", roles=frozenset({Role.COUNTY}), bureau="xihu")
    other = replace(assistant, name="ben", bureau="nanfen")
    with writing(engine) as connection:
        ready(connection, routing={"assistants": ["xihu"]}.items())
        host, _ = send(connection, ONE)
        told = [read_notices(connection, who) for who in (OFFICER, assistant, other)]
        assert [[notice.text for notice in notices] for notices in told] == [
            [f"来文 {host.number}：1 条线索，待签收。"],
            [f"来文 {host.number}：1 条线索，请协办。"],
            [],
        ]
        tell_bureaus(connection, [host], at=NOON)
        assert len(read_notices(connection, OFFICER)) == 1


def test_a_seat_is_told_of_a_request_and_a_platform_gets_its_letter_by_post(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        bring_to(connection, ONE, S.UNROUTABLE)
        asked = request_assistance(connection, ONE, SEAT.bureau or "", APPROVER, at=NOON, word="试", letter={})
        request_assistance(connection, ONE, "platform:taobao", APPROVER, at=NOON, word="试", letter={})
        assert [notice.text for notice in read_notices(connection, SEAT)] == [
            f"来文 {asked.number}：1 条线索，请协查并回复。"
        ]
        assert connection.scalar(select(func.count()).select_from(notices)) == 1


def test_a_county_gets_no_more_than_its_cap_shops_together_the_aged_before_the_new(engine: Engine) -> None:
    shops = {1: ("a", 50.0), 2: ("a", 10.0), 3: ("b", 40.0), 4: ("c", 30.0), 5: ("d", 5.0)}
    with writing(engine) as connection:
        for place, (shop, priority) in shops.items():
            number = f"GI-benxi-20261120-000{place}"
            ready(connection, number, seller_key=shop * 32, recurrence=place)
            since = NOON - timedelta(days=20) if shop == "d" else NOON
            change = update(leads).where(leads.c.number == number)
            connection.execute(change.values(priority=priority, state_since=since))
        open_lead(connection, "GI-benxi-20261120-0009")
        bring_to(connection, "GI-benxi-20261120-0009", S.APPROVED)

        def pick(cap: int) -> list[str]:
            (one,) = pick_for_today(connection, ["benxi"], caps={HOST: cap}, default_cap=9, now=NOON)
            assert one.waiting == len(shops) - one.sent_today - len(one.numbers)
            assert set(one.not_ready) == {"GI-benxi-20261120-0009"}
            return [number[-1] for number in one.numbers]

        assert pick(9) == ["1", "2", "5", "3", "4"]
        assert pick(3) == ["1", "2", "5"]
        assert pick(1) == ["1", "2"], "a shop that exceeds the cap alone goes out whole"
        assert pick(0) == []
        send(connection, "GI-benxi-20261120-0005")
        del shops[5]
        shops[6] = ("sent", 0.0)
        assert pick(3) == ["1", "2"]


def test_the_wipe_takes_what_was_sent_of_practice_leads(engine: Engine) -> None:
    with writing(engine) as connection:
        ready(connection, "GI-benxi-20261120-0009", is_practice=True)
        send(connection, "GI-benxi-20261120-0009")
        ready(connection)
        send(connection, ONE)
        told = wipe_practice(connection, now=NOON, actor="ops")
    names = ("dispatches", "seals", "letter_numbers", "leads", "notices")
    assert [told[name] for name in names] == [1, 1, 1, 1, 1]
