"""The second reading: what it is shown, what it may see, and what it says most of."""

from collections.abc import Iterator

import pytest

from leads_db.records import Listing
from leads_db.register import load_register
from pipelines.facts.bundle import Facts
from pipelines.judge import Judge
from pipelines.reading.blanked import BLANKS, FIELD_CAP, READ_CAP, joined, marks
from pipelines.reading.reader import Reading
from tests.pipelines.conftest import listing

TOLD = "说是铁棍，其实是我从山东菏泽地里挖的。"


@pytest.fixture(scope="module")
def reading_judge() -> Judge:
    return Judge(load_register())


def facts_of(judge: Judge, item: Listing) -> Iterator[Facts]:
    return judge.facts_of(item, judge.find_names(item))


def read(judge: Judge, item: Listing) -> Reading:
    reading = next(facts_of(judge, item)).reading
    assert reading is not None
    return reading


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


def test_taking_the_loudest_clause_away_lowers_the_share(reading_judge: Judge) -> None:
    told = read(reading_judge, listing(title="温县铁棍山药 5斤装", description=TOLD))
    bare = read(reading_judge, listing(title="温县铁棍山药 5斤装", description="说是铁棍。"))
    assert bare.infringing < told.infringing


def test_long_pages_are_read_to_a_limit(reading_judge: Judge) -> None:
    texts = read(reading_judge, listing(title="桓仁大米", description="桓仁大米的故事。" * 5_000)).texts
    assert len(joined(texts)) <= READ_CAP
    assert max(len(one.written()) for one in texts) <= FIELD_CAP + 40


def test_letters_of_the_blanks_on_a_page_break_nothing(reading_judge: Judge) -> None:
    shares = read(reading_judge, listing(title="桓仁大米" + "".join(BLANKS), description="#@\t¶\x00" * 50)).verdicts
    assert sum(shares.values()) == pytest.approx(1.0)


def test_names_of_shops_are_not_read(reading_judge: Judge) -> None:
    one, other = (
        next(facts_of(reading_judge, listing(title="桓仁大米", shop_name=name, operator_name=name)))
        for name in ("甲子粮行", "一家正宗假货铺")
    )
    assert one.reading is not None
    assert other.reading is not None
    assert joined(one.reading.texts) == joined(other.reading.texts)
    assert marks(one) == marks(other)
