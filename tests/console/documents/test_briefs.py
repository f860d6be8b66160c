"""Every brief walked through: no sentence without a source, every number that of its query, gaps told as gaps."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from console.documents.briefs.brief import Brief
from console.documents.briefs.daily import LEADER_MOST
from console.documents.briefs.facts import answers_of, brief_to_facts
from console.documents.briefs.making import check_paper, find_issued, issue_brief, make_brief, render_brief
from console.documents.briefs.queries import QUERIES, ask
from console.documents.briefs.wording import print_slot, say
from console.documents.letter_making import Desk, open_papers
from leads_db.errors import DocumentError, NotFound
from leads_db.lead_tables import leads
from leads_db.paper_file import read_paper_bytes
from leads_db.records.handling import Move
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from tests.console.documents.brief_store import DAY, NEGATIVE, POSTS, RIGHT, WAITING, WRONG, fill, number
from tests.console.documents.reopened import fields_in, shape_of, text_of
from tests.console.hostile import HOSTILE
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, REVIEWER, step

K = PaperKind
SUBJECTS = {
    K.DAILY_BRIEF: DAY,
    K.WEEKLY_BRIEF: "2026-W47",
    K.MONTHLY_BRIEF: "2026-11",
    K.SPECIAL_BRIEF: "event-1",
    K.ANNUAL_REPORT: "2026",
}
PLAIN = ("{http://schemas.", "{urn:schemas-microsoft-com:", "{http://purl.org/dc/")
"""Namespaces of Word; what a text could add has none of them."""
LATER = NOON + timedelta(days=90)


@pytest.fixture
def desk(engine: Engine, settings: Settings) -> Desk:
    fill(engine, settings)
    return open_papers(settings)


def made(engine: Engine, desk: Desk, kind: PaperKind = K.DAILY_BRIEF, subject: str = "", city: str = "benxi") -> Brief:
    with reading(engine) as connection:
        return make_brief(connection, desk, kind, city, subject or SUBJECTS[kind])


def words_of(brief: Brief) -> str:
    return "\n".join(say(one, brief.answers) for part in brief.parts for one in part.sentences)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_no_sentence_and_no_table_is_without_a_source(kind: PaperKind, engine: Engine, desk: Desk) -> None:
    brief = made(engine, desk, kind)
    told = [one.answers for part in brief.parts for one in (*part.sentences, *part.tables)]
    assert told
    assert [answers for answers in told if not answers or set(answers) - set(brief.answers)] == []


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_number_is_that_of_its_query_asked_again(kind: PaperKind, engine: Engine, desk: Desk) -> None:
    brief = made(engine, desk, kind)
    with reading(engine) as connection:
        again = {key: ask(connection, one.query, one.params) for key, one in brief.answers.items()}
    slots = [slot for part in brief.parts for one in part.sentences for slot in one.slots.values()]
    slots += [cell for part in brief.parts for one in part.tables for row in one.rows for cell in row]
    assert len(slots) > 10
    assert [print_slot(slot, brief.answers) for slot in slots] == [print_slot(slot, again) for slot in slots]


@pytest.mark.parametrize("kind", SUBJECTS)
def test_no_digit_stands_in_a_template(kind: PaperKind, engine: Engine, desk: Desk) -> None:
    templates = [one.template for part in made(engine, desk, kind).parts for one in part.sentences]
    assert [text for text in templates if re.search(r"\d", re.sub(r"\{\w+\}", "", text))] == []


def test_the_figures_of_a_day_are_those_counted_by_hand(engine: Engine, desk: Desk) -> None:
    text = words_of(made(engine, desk))
    for words in (
        f"新发现疑似线索{RIGHT + WRONG + WAITING}条",
        f"期内确认{RIGHT + 1}件次、排除{WRONG}、审签2、",
        f"{DAY[5:7]}月19日至11月19日整日）{POSTS}条",
        f"负面{NEGATIVE}条",
        "新发预警1起（红0、橙0、黄1、蓝0）",
        f"待研判{WAITING}件",
        "2个来源应采2单元，看到1，覆盖率数据不足（1/2）；整期缺数的来源1个",
    ):
        assert words in text, text


def test_precision_has_its_interval_and_few_cases_say_so(engine: Engine, desk: Desk) -> None:
    assert f"{(RIGHT + 1) / (RIGHT + WRONG + 1):.1%}（{RIGHT + 1}/{RIGHT + WRONG + 1}）" in words_of(made(engine, desk))
    assert "准确率数据不足，百分之九十五区间数据不足" in words_of(made(engine, desk, city="jiaozuo"))


def test_what_was_not_seen_is_no_nought(engine: Engine, settings: Settings) -> None:
    text = words_of(made(engine, open_papers(settings)))
    assert "新线索数据不足，缺数不等于零" in text
    assert "没有听到任何来源，数据不足" in text
    assert "新发现疑似线索0条" not in text


def test_a_source_that_was_not_seen_stands_in_the_table_as_missing(engine: Engine, desk: Desk) -> None:
    rows = brief_to_facts(made(engine, desk))["parts"][1]["tables"][0]["rows"]  # type: ignore[index]
    assert ["dark", "缺数（0/1）", "缺数（0/1）"] in rows
    assert ["shop", "1/1", "1/1"] in rows


def test_the_leaders_part_is_short_even_with_long_lists(engine: Engine, desk: Desk) -> None:
    with writing(engine) as connection:
        slugs = sorted(desk.register.indications, key=lambda slug: -len(desk.names.indication(slug)))
        for place in range(1, RIGHT + WRONG + WAITING + 1):
            changed = update(leads).where(leads.c.number == number(place))
            connection.execute(changed.values(indication=slugs[place % len(slugs)]))
    told = "".join(say(one, b.answers) for b in [made(engine, desk)] for one in b.parts[0].sentences)
    assert len(told) <= LEADER_MOST, (len(told), told)


def test_an_issued_brief_is_kept_and_compares_equal(engine: Engine, desk: Desk, settings: Settings) -> None:
    with writing(engine) as connection:
        paper = issue_brief(connection, desk, made(engine, desk), APPROVER, at=LATER)
    with reading(engine) as connection:
        compared, found = check_paper(connection, paper)
    assert compared > 40
    assert found == ()
    assert "监测日报" in text_of(read_paper_bytes(settings.papers_folder, paper))
    assert {one.query for one in answers_of(paper.facts)} <= set(QUERIES)


def test_a_later_decision_shows_as_a_difference_that_may_be(engine: Engine, desk: Desk) -> None:
    with writing(engine) as connection:
        paper = issue_brief(connection, desk, made(engine, desk), APPROVER, at=LATER)
        step(connection, number(RIGHT + WRONG + 1), Move.CONFIRM, REVIEWER, at=LATER)
        _, found = check_paper(connection, paper)
    assert found
    assert not any(one.is_settled for one in found)


def test_a_changed_past_shows_as_a_difference_that_must_not_be(engine: Engine, desk: Desk) -> None:
    with writing(engine) as connection:
        paper = issue_brief(connection, desk, made(engine, desk), APPROVER, at=LATER)
        step(connection, number(RIGHT + WRONG + 1), Move.CONFIRM, REVIEWER, at=NOON + timedelta(minutes=1))
        _, found = check_paper(connection, paper)
    assert any(one.is_settled and one.value == "confirm" and (one.told, one.now) == (10, 11) for one in found)


def test_a_correction_is_a_new_paper_with_its_reason(engine: Engine, desk: Desk) -> None:
    brief = made(engine, desk)
    with writing(engine) as connection:
        first = issue_brief(connection, desk, brief, APPROVER, at=LATER)
        with pytest.raises(DocumentError, match="tells why"):
            issue_brief(connection, desk, brief, APPROVER, at=LATER)
        second = issue_brief(connection, desk, brief, APPROVER, at=LATER, reason="漏列来源")
        assert (second.supersedes, find_issued(connection, brief.kind, "benxi", DAY)) == (first.uid, second)


def test_a_brief_is_not_issued_before_its_time_is_over(engine: Engine, desk: Desk) -> None:
    with writing(engine) as connection, pytest.raises(DocumentError, match="its time ends"):
        issue_brief(connection, desk, made(engine, desk), APPROVER, at=NOON)


@pytest.mark.parametrize("subject", ["", "2026-13-01", "2026-W99", "../etc", "2026-11", "٢٠٢٦-١١-٢٠"])
def test_a_time_that_is_none_is_refused(subject: str, engine: Engine, desk: Desk) -> None:
    with reading(engine) as connection, pytest.raises(DocumentError):
        make_brief(connection, desk, K.DAILY_BRIEF, "benxi", subject)


def test_an_event_of_another_city_is_not_told(engine: Engine, desk: Desk) -> None:
    with pytest.raises(NotFound):
        made(engine, desk, K.SPECIAL_BRIEF, city="jiaozuo")


@pytest.mark.parametrize("kind", SUBJECTS)
def test_hostile_texts_add_no_markup_to_a_brief(kind: PaperKind, engine: Engine, settings: Settings) -> None:
    fill(engine, settings, shop=HOSTILE[0] + "{0}{x}" + HOSTILE[5], post=HOSTILE[1])
    desk = open_papers(settings)
    nasty = render_brief(made(engine, desk, kind), desk, at=LATER)
    assert fields_in(nasty) == []
    shape = shape_of(nasty)
    assert [one for one in shape if one.startswith("{") and not one.startswith(PLAIN)] == []
    assert [one for one in shape if "External" in one and "hyperlink" in one] == []
