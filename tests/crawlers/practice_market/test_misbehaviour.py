import re

from crawlers.practice_market import manifest
from crawlers.practice_market.misbehaviour import BUSY_FIRST, CHALLENGE_AFTER
from crawlers.practice_market.shops import SHOPS
from tests.crawlers.practice_market.conftest import Reader


def item_paths(shop: str) -> list[str]:
    return [SHOPS[shop].item_url(item_id) for item_id in manifest()[shop]]


def test_challenge_comes_after_its_number_of_requests_and_stays(strict_reader: Reader) -> None:
    texts = [strict_reader.get(path).text for path in item_paths("challenge")]
    asked = ["<title>安全验证</title>" in text for text in texts]
    assert asked == [False] * CHALLENGE_AFTER + [True] * (len(texts) - CHALLENGE_AFTER)
    assert strict_reader.search("challenge", "").status == 200


def test_other_shops_do_not_count_towards_the_challenge(strict_reader: Reader) -> None:
    for path in item_paths("ld")[: CHALLENGE_AFTER + 1]:
        strict_reader.get(path)
    assert "安全验证" not in strict_reader.search("challenge", "").text


def test_login_shop_hides_its_items_behind_a_wall(strict_reader: Reader) -> None:
    path = item_paths("login")[0]
    reply = strict_reader.get(path)
    assert reply.status == 302
    assert reply.headers["Location"] == f"/login/passport?return={path.replace('/', '%2F')}"
    assert "<title>登录</title>" in strict_reader.get(reply.headers["Location"]).text


def test_changed_search_has_words_but_neither_links_nor_the_empty_mark(strict_reader: Reader) -> None:
    for words in ("", "没有这种东西"):
        text = strict_reader.search("changed", words).text
        assert "没有找到" not in text
        assert not re.search("href=|ld\\+json|itemprop|og:|共", text)


def test_busy_shop_says_when_to_come_back_and_then_answers(strict_reader: Reader) -> None:
    replies = [strict_reader.search("busy", "") for _ in range(BUSY_FIRST + 1)]
    assert [reply.status for reply in replies] == [503] * BUSY_FIRST + [200]
    assert replies[0].headers["Retry-After"] == "2"


def test_endless_search_repeats_after_page_three(strict_reader: Reader) -> None:
    def ids(page: int) -> list[str]:
        text = strict_reader.search("endless", "", page).text
        return re.findall('href="/endless/item/([0-9a-z]+)"', text)

    assert ids(1) + ids(2) + ids(3) == manifest()["endless"]
    assert (ids(4), ids(302)) == (ids(1), ids(2))


def test_endless_search_always_has_a_next_page(strict_reader: Reader) -> None:
    for page in (1, 4, 302):
        assert f"page={page + 1}" in strict_reader.search("endless", "", page).text


def test_redirecting_items_lead_out_of_the_market(strict_reader: Reader) -> None:
    replies = [strict_reader.get(path) for path in item_paths("redirect")]
    assert [reply.status for reply in replies] == [200, 302, 302]
    assert replies[1].headers["Location"] == "http://127.0.0.2:9/"
    assert replies[2].headers["Location"].startswith("http://169.254.169.254/")
