"""The view of one post: names and namesakes, facts and doubts, and texts that mean harm."""

import pytest

from leads_db.records import Mention
from leads_db.records.opinion import OpinionView, Sentiment, Topic
from leads_db.register import load_register
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.quoting import SAFETY_WORDS
from pipelines.opinions.words import load_cues

ANALYSIS = Analysis(load_register())


def view(text: str, *, title: str | None = None, platform: str = "weibo", author: str = "user") -> OpinionView:
    return ANALYSIS.analyse(Mention(platform=platform, post_id="1", title=title, text=text, author_kind=author))


@pytest.mark.parametrize(
    "text",
    [
        "杭州五常地铁站出口又在施工，绕了十分钟",
        "当阳长坂坡古战场遗址，三国迷打卡",
        "铁棍被工友拿走了，工地上乱成一团",
        "换了小米手环，表带有点硬",
        "桓仁高速出口堵车两小时，打不到车",
        "焦作今天大雾，高铁晚点",
    ],
)
def test_a_namesake_or_a_bare_place_names_no_indication(text: str) -> None:
    assert view(text).indication is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("桓仁大米扫码出来是沈阳的厂", "huanren-rice"),
        ("恒仁大米也敢卖，标签印的铁岭", "huanren-rice"),
        ("这家绞胎杯是贴花的，杯底还印着潮州", "dangyangyu-jiaotai"),
        ("武陟的米超市里都下架了", "wuzhi-rice"),
        ("怀药礼盒里的菊花根本不是焦作产的", "huai-chrysanthemum"),
    ],
)
def test_names_disguises_and_words_that_point_are_understood(text: str, slug: str) -> None:
    assert view(text).indication == slug


def test_a_fact_against_the_name_alerts_and_a_doubt_by_taste_does_not() -> None:
    told = view("买的怀菊花，罐底贴的是浙江桐乡分装，退货还不肯")
    doubt = view("怀菊花喝着没啥香味，不知道是不是真的，求鉴定")
    assert (told.topic, told.alert) == (Topic.COUNTERFEIT_COMPLAINT, True)
    assert not doubt.alert


def test_a_fake_of_nothing_of_ours_is_no_alert() -> None:
    assert not view("买的耳机是假货，官网查不到序列号，商家拉黑我", platform="jd").alert


def test_the_outside_place_is_quoted() -> None:
    quotes = view("温县铁棍山药箱子上写着产地山东菏泽，气死了").quotes
    assert "山东菏泽" in [quote.text for quote in quotes if quote.why == "产区以外的地名"]


def test_notices_are_neutral_and_praise_is_positive() -> None:
    notice = view("我局查处一起冒用桓仁大米标识案，没收包装袋一批，罚款三万元。", author="official")
    praise = view("桓仁大米真香，回购好几次了，家人都喜欢", platform="jd")
    assert (notice.topic, notice.sentiment) == (Topic.ENFORCEMENT_NEWS, Sentiment.NEUTRAL)
    assert praise.sentiment is Sentiment.POSITIVE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\t",
        "桓" * 100_000,
        "桓仁大米" * 30_000,
        "“" * 20_000 + "旗舰店",
        "旗舰店" * 20_000,
        "在" * 5_000 + "店铺",
        "=cmd|' /C calc'!A0 <script>alert(1)</script> 桓仁大米",
        "\u202e\ufeff桓\u200b仁\u200d大\u2060米\ue000\U000f0000",
        "﷽ﷺ㍿" * 3_000,
        "NLP0¶\t@how=named",
    ],
)
def test_hostile_texts_are_read_and_quotes_stay_inside(text: str) -> None:
    told = view(text, title="标题")
    for one in (*told.quotes, *told.shops, *told.places, *told.platforms):
        field = {"title": "标题", "text": text}[one.field]
        assert field[one.span[0] : one.span[1]] == one.text


@pytest.mark.parametrize(
    "text", ["昨晚吃的，今天一家人轮流蹲马桶", "粥喝到底，碗里躺着一只飞蛾", "肉都发黏了，一夹拉丝"]
)
@pytest.mark.parametrize("platform", ["meituan", "weibo"])
def test_unsafe_food_is_quoted_without_any_word_of_the_list(text: str, platform: str) -> None:
    assert not any(hit.group.name == "safety" for hit in load_cues().find(text))
    told = [quote for quote in view(text, platform=platform).quotes if quote.why == SAFETY_WORDS]
    assert told
    assert all(text[quote.span[0] : quote.span[1]] == quote.text for quote in told)


@pytest.mark.parametrize("text", ["等了一个小时，饭都凉了", "头发剪得太短，理发师还不承认"])
def test_a_review_without_it_quotes_no_unsafe_food(text: str) -> None:
    assert not any(quote.why == SAFETY_WORDS for quote in view(text, platform="meituan").quotes)


@pytest.mark.parametrize("platform", ["jd", "jd_review"])
def test_a_review_is_known_by_its_platform(platform: str) -> None:
    read, _, _ = ANALYSIS.features(Mention(platform=platform, post_id="1", title=None, text="不错"))
    assert read.is_review


def test_a_post_that_names_nothing_is_read_by_what_it_stands_under() -> None:
    def named(text: str, target: str | None) -> str | None:
        post = Mention(platform="tieba", post_id="1", title=None, text=text, author_kind="user", target=target)
        return ANALYSIS.analyse(post).indication

    bad = "全是碎的，煮出来一股霉味，退款也不理人"
    assert named(bad, None) is None
    assert named(bad, "桓仁大米吧") == "huanren-rice"
    assert named(bad, "五常市民论坛") is None
    assert named("温县铁棍山药" + bad, "桓仁大米吧") == "huai-tiegun"


def test_letters_that_the_mask_uses_are_no_masks() -> None:
    plain, marked = view("某某真香"), view("ＮＬＰ真香")
    assert marked.indication is plain.indication is None


@pytest.mark.parametrize(
    ("text", "shops"),
    [
        ("在“寅田鲜农直播间”买的温县铁棍山药是假的", ["寅田鲜农直播间"]),
        ("「林泉未叶」旗舰店的刺五加茶产地伊春", ["林泉未叶"]),
        ("举报丰禾粮油经营部长期拿外地米冒充桓仁大米", ["丰禾粮油经营部"]),
        ("刚拆开直播间买的温县铁棍山药，产地菏泽", []),
        ("某旗舰店的怀山药粉写着河北安国", []),
        ("在沈阳铁西一家超市看到堆头写桓仁大米", []),
        ("我去拿去药店问，人家说不是桓仁山参", []),
        ("菏泽公司发的货，说是温县铁棍山药", []),
    ],
)
def test_only_a_shop_with_a_name_of_its_own_is_named(text: str, shops: list[str]) -> None:
    assert [shop.text for shop in view(text).shops if shop.confidence >= 0.5] == shops


def test_a_dispatch_place_is_no_fact_against_a_national_name_and_a_told_origin_is() -> None:
    sent = view("宁夏枸杞怎么是广东发货，有点怀疑不是正宗的", platform="jd")
    told = view("宁夏枸杞，包装上产地写的是青海，挂羊头卖狗肉骗人", platform="jd")
    assert not sent.alert
    assert (told.indication, told.alert) == ("ningxia-goji", True)


def test_a_bare_goods_word_without_a_fact_is_no_alert() -> None:
    assert not view("不知道铁棍山药里掺了什么，喝着发辣，骗人的吧", platform="jd").alert


def test_who_has_not_tried_the_goods_is_neither_pleased_nor_not() -> None:
    assert view("怀菊花刚到，还没喝，喝了再来评价", platform="jd").sentiment is Sentiment.NEUTRAL
