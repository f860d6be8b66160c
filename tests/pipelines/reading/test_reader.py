"""The second reading: what it is shown, what it may see, and what it says most of."""

from collections.abc import Iterable, Iterator

import pytest

from leads_db.records import Listing
from leads_db.register import load_register
from pipelines.facts.bundle import Facts
from pipelines.judge import Judge
from pipelines.reading.blanked import BLANKS, FIELD_CAP, READ_CAP, SECOND_PART, Blanked, as_read, is_sign, signs_of
from pipelines.reading.marks import fact_marks, marks_of, order_marks
from pipelines.reading.reader import Reading, load_reader
from tests.pipelines.conftest import listing

TOLD = "说是铁棍，其实是我从山东菏泽地里挖的。"


@pytest.fixture(scope="module")
def reading_judge() -> Judge:
    return Judge(load_register())


def facts_of(judge: Judge, item: Listing) -> Iterator[Facts]:
    return judge.facts_of(item, judge.find_names(item))


def read(judge: Judge, item: Listing) -> Reading:
    facts = next(facts_of(judge, item))
    return load_reader().read(facts, judge.conclude(facts))


def joined(texts: Iterable[Blanked]) -> str:
    return as_read([one.readable for one in texts])


def test_no_name_place_or_number_reaches_the_model(reading_judge: Judge) -> None:
    text = joined(read(reading_judge, listing(title="温县铁棍山药 5斤装", description=TOLD)).texts)
    assert not any(word in text for word in ("温县", "菏泽", "5"))
    assert "Ⓝ" in text
    assert "Ⓞ" in text


def test_another_indication_with_the_same_words_reads_the_same(reading_judge: Judge) -> None:
    """What is learnt of one name holds for all."""
    one = read(reading_judge, listing(title="桓仁冰酒 礼盒", description="酒是黑龙江的。"))
    other = read(reading_judge, listing(title="当阳峪绞胎瓷 礼盒", description="酒是黑龙江的。"))
    assert joined(one.texts) == joined(other.texts)


def test_the_loudest_clause_is_the_one_that_tells(reading_judge: Judge) -> None:
    quote = read(reading_judge, listing(title="温县铁棍山药 5斤装", description=TOLD)).loudest()
    assert quote is not None
    assert "菏泽" in quote.text


def test_the_place_outside_that_a_clause_names_is_told(reading_judge: Judge) -> None:
    """An accusation that rests on a place which no rule took for an origin must say which place."""
    item = listing(title="桓仁大米 5kg", description="姐夫在七星农场承包的水田。袋子是统一印的。")
    told = next(one for one in reading_judge.assess(item)[0].findings if one.indicator == "page_reading")
    assert "“七星农场”不在保护范围内" in told.sentence


def test_taking_the_loudest_clause_away_lowers_the_share(reading_judge: Judge) -> None:
    told = read(reading_judge, listing(title="温县铁棍山药 5斤装", description=TOLD))
    bare = read(reading_judge, listing(title="温县铁棍山药 5斤装", description="说是铁棍。"))
    assert bare.infringing < told.infringing


def test_long_pages_are_read_to_a_limit(reading_judge: Judge) -> None:
    texts = read(reading_judge, listing(title="桓仁大米", description="桓仁大米的故事。" * 5_000)).texts
    page, _, signed = joined(texts).partition(SECOND_PART)
    assert len(page) <= READ_CAP
    assert len(signed) <= 3 * READ_CAP
    assert max(len(one.readable) for one in texts) <= FIELD_CAP + 40


def test_letters_of_the_blanks_on_a_page_break_nothing(reading_judge: Judge) -> None:
    shares = read(reading_judge, listing(title="桓仁大米" + "".join(BLANKS), description="#@\t¶\x00" * 50)).verdicts
    assert sum(shares.values()) == pytest.approx(1.0)


def test_names_of_shops_are_not_read(reading_judge: Judge) -> None:
    one, other = (
        next(facts_of(reading_judge, listing(title="桓仁大米", shop_name=name, operator_name=name)))
        for name in ("甲子粮行", "一家正宗假货铺")
    )
    assert joined(one.blanked) == joined(other.blanked)
    assert fact_marks(one) == fact_marks(other)


def test_a_clause_is_read_once_more_behind_the_sign_of_its_blanks() -> None:
    """«收» beside a place outside is another thing than «收» beside the name."""
    page, _, signed = as_read(["Ⓞ收的，Ⓝ收好，别收"]).partition(SECOND_PART)
    assert page == "Ⓞ收的，Ⓝ收好，别收"
    place, name = signs_of("Ⓞ"), signs_of("Ⓝ")
    assert place != name
    assert all(is_sign(sign) for sign in (place, name))
    assert signed == f"{place}Ⓞ{place}收{place}的\n{name}Ⓝ{name}收{name}好\n"


@pytest.mark.parametrize(("one", "other"), [("ⓄⓃ", "ⓃⓄ"), ("ⓃⓃⒼ", "ⒼⓃ")])
def test_the_sign_of_a_clause_tells_which_blanks_it_holds(one: str, other: str) -> None:
    assert signs_of(one) == signs_of(other)
    assert signs_of(one) != signs_of(one[0])
    assert signs_of("别收") == ""


def test_signs_on_a_page_are_no_signs(reading_judge: Judge) -> None:
    """Characters for private use, which a page may hold, never reach the model."""
    page = joined(read(reading_judge, listing(title="桓仁大米\ue001\ue0ff收")).texts).partition(SECOND_PART)[0]
    assert not any(is_sign(character) for character in page)


def test_the_order_of_name_and_places_is_marked(reading_judge: Judge) -> None:
    texts = read(reading_judge, listing(title="桓仁大米 盘锦产", attributes={"产地": "盘锦"})).texts
    assert {"@TI~ⓃⓄ", "@产地=Ⓞ"} <= order_marks(texts)


def test_what_the_rules_said_is_marked(reading_judge: Judge) -> None:
    facts = next(facts_of(reading_judge, listing(title="桓仁大米", attributes={"产地": "盘锦"})))
    marks = marks_of(facts, facts.blanked, reading_judge.conclude(facts))
    assert {"@said=infringing", "@said:name_outside_area"} <= set(marks)


@pytest.mark.parametrize("told", ["大百尺", "东港", "沙尖子", "牛家营子"])
def test_places_told_sideways_are_blanked(reading_judge: Judge, told: str) -> None:
    """Bare townships and counties of one name are places for the reading, inside or outside."""
    text = joined(read(reading_judge, listing(title="桓仁大米", description=f"稻子是{told}拉来的")).texts)
    assert told not in text
    assert ("Ⓘ" if told == "沙尖子" else "Ⓞ") in text
