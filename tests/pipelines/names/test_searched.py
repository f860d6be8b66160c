"""Of thousands of disguises a few are searched: those that the finder recognises and that are nobody else's name."""

import pytest

from leads_db.records import Indication, Listing
from leads_db.register import Register, load_register
from pipelines.judge import Judge
from pipelines.names.searched import MOST, disguises_to_search

REGISTER = load_register()
LOCAL = REGISTER.local(["benxi", "jiaozuo"])


@pytest.mark.parametrize("indication", LOCAL, ids=lambda item: item.slug)
def test_every_local_name_has_a_few_and_none_of_them_is_a_name_of_the_register(indication: Indication) -> None:
    found = disguises_to_search(indication)
    assert 1 <= len(found) <= MOST
    assert not set(found) & {form.text for item in REGISTER.indications.values() for form in item.names}


def test_what_was_seen_in_the_field_comes_first() -> None:
    assert disguises_to_search(REGISTER.indications["huanren-rice"])[0] == "恒仁大米"


def test_the_common_name_of_another_plant_is_not_searched() -> None:
    assert "淮山药" not in disguises_to_search(REGISTER.indications["huai-yam"])


@pytest.fixture(scope="module")
def judge() -> Judge:
    register: Register = REGISTER
    return Judge(register)


@pytest.mark.parametrize("slug", ["huanren-rice", "huanren-icewine", "wuzhi-rice"])
def test_what_such_a_search_finds_is_recognised(judge: Judge, slug: str) -> None:
    texts = disguises_to_search(REGISTER.indications[slug])
    listings = [Listing(platform="taobao", item_id=text, title=f"{text} 5kg 包邮") for text in texts]
    recognised = [one for one in listings if slug in {hit.indication for hit in judge.find_names(one)}]
    assert len(recognised) >= 0.6 * len(texts)
