"""The stream of posts: one line out for one line in, whatever the lines hold."""

import json
from typing import Any

import pytest

from console.json_lines import answer_lines
from console.opinions import OpinionStream
from leads_db.errors import PostBroken
from leads_db.register import load_register
from pipelines.opinions.analysis import Analysis

FAKE = {
    "id": "1",
    "platform": "weibo",
    "post_id": "w1",
    "title": None,
    "text": "在“寅田鲜农直播间”买的温县铁棍山药，箱底合格证写着产地山东菏泽，找拼多多客服也没人理。",
    "author_kind": "user",
    "posted_at": "2026-11-08T20:00:00+08:00",
    "like_count": 3,
    "comment_count": 1,
}
WEATHER = {"id": "2", "platform": "weibo", "post_id": "w2", "title": None, "text": "今天地铁又堵，打车排队一百号"}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return Analysis(load_register())


def ask(analysis: Analysis, *rows: object) -> list[dict[str, Any]]:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    return list(answer_lines(lines, OpinionStream(analysis).answer, PostBroken))


def test_a_fake_is_told_with_all_the_fields_of_the_interface(analysis: Analysis) -> None:
    (answer,) = ask(analysis, FAKE)
    assert {"id", "indication", "topic", "sentiment", "alert", "confidence", "quotes", "shops", "event"} <= set(answer)
    assert (answer["id"], answer["indication"]) == ("1", "huai-tiegun")
    assert (answer["topic"], answer["sentiment"], answer["alert"]) == ("counterfeit_complaint", "negative", True)


def test_shops_platforms_and_places_are_named(analysis: Analysis) -> None:
    (answer,) = ask(analysis, FAKE)
    assert [shop["text"] for shop in answer["shops"]] == ["寅田鲜农直播间"]
    assert [one["id"] for one in answer["platforms"]] == ["pdd"]
    assert [one["id"] for one in answer["places"]] == ["371700"]


def test_every_quote_stands_where_it_is_said_to(analysis: Analysis) -> None:
    (answer,) = ask(analysis, FAKE)
    assert answer["quotes"]
    for one in answer["quotes"] + answer["shops"] + answer["places"]:
        start, end = one["span"]
        assert (FAKE[one["field"]] or "")[start:end] == one["text"] != ""


def test_a_post_about_something_else_names_nothing(analysis: Analysis) -> None:
    (answer,) = ask(analysis, WEATHER)
    assert (answer["indication"], answer["topic"], answer["alert"], answer["event"]) == (None, "unrelated", False, None)


def test_a_repost_shares_the_event_and_another_text_does_not(analysis: Analysis) -> None:
    other = {
        **FAKE,
        "id": "4",
        "post_id": "w4",
        "text": "温县铁棍山药今年开挖了，今晚八点直播间见，十斤包邮，老铁们不见不散。",
    }
    repost = {**FAKE, "id": "3", "post_id": "w3", "text": "转：" + str(FAKE["text"])}
    first, second, third = ask(analysis, FAKE, repost, other)
    assert first["event"] == second["event"] is not None
    assert third["event"] not in (None, first["event"])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "no JSON"),
        (b"[1]", "not an object"),
        (b"\xff\xfe", "no JSON"),
        (json.dumps({**FAKE, "text": 7}).encode(), "text: not a text"),
        (json.dumps({**FAKE, "platform": None}).encode(), "platform: missing"),
        (json.dumps({**FAKE, "text": " ", "title": ""}).encode(), "text: missing"),
        (json.dumps({**FAKE, "posted_at": "gestern"}).encode(), "posted_at: no time"),
        (json.dumps({**FAKE, "like_count": -1}).encode(), "like_count: no count"),
        (json.dumps({"platform": "weibo", "text": "x"}).encode(), "post_id: missing"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_a_broken_line_is_an_error_object_with_its_number(analysis: Analysis, line: bytes, told: str) -> None:
    before, fault, after = ask(analysis, WEATHER, line, FAKE)
    assert fault["line"] == 2
    assert fault["error"].startswith(f"PostBroken: {told}")
    assert (before["id"], after["id"]) == ("2", "1")


def test_one_post_does_not_change_the_next(analysis: Analysis) -> None:
    alone = ask(analysis, FAKE)[0]
    assert ask(analysis, WEATHER, FAKE)[1] == alone
