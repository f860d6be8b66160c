"""Reposts and rewrites of one text are one event; form letters on other cases, short words, old texts are not."""

import random
from datetime import timedelta

import pytest

from benchmarks.event_folding import bcubed, pairwise
from benchmarks.opinion_posts import make_posts
from leads_db.records.opinion import Post
from pipelines.opinions.folding import WINDOW, Folder, fold_posts
from pipelines.opinions.likeness import read_form, score_likeness
from tests.pipelines.opinions.posts import TEXT, post

NOTICE = (
    "【通报】{place}市场监管局近日对桓仁大米开展专项检查，共检查经营户{n}家，"
    "发现{m}家涉嫌擅自使用地理标志专用标志，已立案{m}起。"
)
ARTICLE = (
    "记者走访三个批发市场发现，标称桓仁大米的散装米大多没有合格证，摊主说不清来源，价格却只有产地收购价的一半。"
    "一位老米商说，真正的产地米在秋收以后两个月就卖得差不多了，剩下的都是掺了外地米的，包装袋在网上就能买到，印什么都行。"
    "市场管理方表示将配合监管部门抽检，结果会向社会公布，消费者可以通过热线反映线索。"
)


def events(*posts: Post) -> list[int]:
    return [fold.event for fold in fold_posts(posts)]


@pytest.mark.parametrize(
    "told",
    [
        TEXT,
        f"太过分了//@某某：{TEXT} https://t.example/1 ​",
        TEXT.replace("，", " ").replace("桓仁", "桓.仁"),
        TEXT.replace("上周", "前几天").replace("买的", "下单的").replace("大家避个雷", "提醒各位"),
        "我也遇到过！" + TEXT.replace("袋子里还有虫，", "") + "支持维权",
        "问客服要检验报告拖了三天都不给，上周在禾下土特产买的桓仁大米，煮出来没有一点香味，袋子里还有虫。",
    ],
    ids=["repost", "with a remark", "disguised", "words exchanged", "a part left out", "parts moved"],
)
def test_what_carries_a_text_on_joins_its_event(told: str) -> None:
    assert events(post(1), post(2, told, hours=5)) == [-1, -1]


def test_an_excerpt_of_an_article_joins_it_and_the_article_joins_an_excerpt() -> None:
    part = ARTICLE[48:110]
    assert events(post(1, ARTICLE), post(2, part, hours=1)) == [-1, -1]
    assert events(post(1, part), post(2, ARTICLE, hours=1)) == [-1, -1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NOTICE.format(place="修武", n=54, m=8), NOTICE.format(place="博爱", n=31, m=6)),
        (TEXT, "给老人买的桓仁大米，打开一看大小不一，颜色也发暗，快递单显示不是从产地发出的，希望管一管。"),
        ("桓仁大米真好吃", "桓仁大米真好吃"),
        ("", ""),
        ("哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈", "啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊"),
    ],
    ids=["other figures", "another complaint", "anybody's words", "nothing", "noise"],
)
def test_other_texts_stay_apart(one: str, other: str) -> None:
    assert events(post(1, one), post(2, other, hours=1)) == [-1, -2]


def test_a_form_letter_on_another_shop_stays_apart_where_shops_are_named() -> None:
    mine, other = post(1, names=("禾下土特产",)), TEXT.replace("禾下土特产", "老张粮油")
    assert events(mine, post(2, other, hours=1, names=("老张粮油",))) == [-1, -2]
    assert events(mine, post(2, f"{TEXT}焦作人表示生气", hours=1, names=("焦作",))) == [-1, -1]


def test_a_text_that_comes_again_after_the_window_is_a_new_event() -> None:
    late = (WINDOW + timedelta(hours=1)) / timedelta(hours=1)
    assert events(post(1), post(2, hours=late)) == [-1, -2]
    assert events(post(1), post(2, hours=100), post(3, hours=late)) == [-1, -1, -1]


def test_two_indications_never_share_an_event() -> None:
    assert events(post(1), post(2, indication="huai-yam", hours=1)) == [-1, -2]


def test_the_order_in_which_posts_are_given_does_not_matter() -> None:
    posts = [one.post for one in make_posts(400, 11)]
    mixed = random.Random(3).sample(posts, len(posts))
    assert fold_posts(mixed) == fold_posts(posts)


def test_a_known_text_gives_its_own_event_and_the_one_told_last_counts() -> None:
    folder = Folder()
    folder.know(post(1), event=7, root=1)
    folder.know(post(2), event=9, root=2)  # a person took this one out of event 7
    assert (folder.fold(post(3, hours=2)).event, folder.fold(post(4, hours=2)).root) == (9, 2)


def test_likeness_is_the_same_from_both_sides_and_whole_for_a_text_itself() -> None:
    forms = [read_form(one.post.text, one.post.names) for one in make_posts(60, 4)]
    for one in forms[:20]:
        assert score_likeness(one, one) == 1.0
        assert all(score_likeness(one, other) == score_likeness(other, one) for other in forms)


def test_hostile_texts_are_folded_in_bounded_time() -> None:
    shapes = ["买" * 200_000, "\ud800坏" * 9_000, "看https://a " * 40_000, "//@" + "a" * 90_000, "0" * 90_000]
    folds = fold_posts(post(number, text, hours=number) for number, text in enumerate(shapes * 2, 1))
    assert len({fold.event for fold in folds}) == len(shapes)


def test_composed_posts_are_folded_as_they_belong() -> None:
    told = make_posts(3_000, 77)
    truth, found = [one.truth for one in told], [fold.event for fold in fold_posts(one.post for one in told)]
    assert min(pairwise(found, truth)) > 0.97
    assert min(bcubed(found, truth)) > 0.97
