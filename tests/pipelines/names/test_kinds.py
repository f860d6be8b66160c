from collections.abc import Callable

import pytest

from pipelines.names.finder import NameFinder
from pipelines.names.hit import NameHit, NameKind
from tests.factories import listing

Find = Callable[[str], list[NameHit]]
KINDS = [
    ("桓仁大米 5kg", "huanren-rice", NameKind.EXACT, "桓仁大米"),
    ("新米 桓仁贡米", "huanren-rice", NameKind.ALIAS, "桓仁贡米"),
    ("桓仁粳米 10斤", "huanren-rice", NameKind.ALIAS, "桓仁粳米"),
    ("懷山藥 一斤", "huai-yam", NameKind.TRADITIONAL, "懷山藥"),
    ("【桓仁】大米", "huanren-rice", NameKind.EXACT, "桓仁】大米"),
    ("桓.仁.大.米 5kg", "huanren-rice", NameKind.SPLIT, "桓.仁.大.米"),
    ("桓🌾仁大米", "huanren-rice", NameKind.SPLIT, "桓🌾仁大米"),
    ("桓\u200b仁\u200b大\u200b米", "huanren-rice", NameKind.SPLIT, "桓\u200b仁\u200b大\u200b米"),
    ("桓x仁x大X米", "huanren-rice", NameKind.SPLIT, "桓x仁x大X米"),
    ("桓㊣仁大米", "huanren-rice", NameKind.SPLIT, "桓㊣仁大米"),
    ("桓仁醇香大米", "huanren-rice", NameKind.FILLED, "桓仁醇香大米"),
    ("桓仁王婆家大米", "huanren-rice", NameKind.FILLED, "桓仁王婆家大米"),
    ("温县黄河滩铁棍山药", "huai-tiegun", NameKind.FILLED, "温县黄河滩铁棍山药"),
    ("环仁大米", "huanren-rice", NameKind.BY_SOUND, "环仁大米"),
    ("5常大米", "wuchang-rice", NameKind.BY_SOUND, "5常大米"),
    ("怀橘花 一罐", "huai-chrysanthemum", NameKind.BY_SOUND, "怀橘花"),
    ("恒仁大米", "huanren-rice", NameKind.BY_SHAPE, "恒仁大米"),
    ("武涉大米", "wuzhi-rice", NameKind.BY_SHAPE, "武涉大米"),
    ("桓仨山叁 5支", "huanren-ginseng", NameKind.BY_SHAPE, "桓仨山叁"),
    ("木亘仁大米", "huanren-rice", NameKind.BY_SHAPE, "木亘仁大米"),
    ("桓亻二大米", "huanren-rice", NameKind.BY_SHAPE, "桓亻二大米"),
    ("温具铁滚山药", "huai-tiegun", NameKind.BY_SHAPE, "温具铁滚山药"),
    ("huan ren da mi 5kg", "huanren-rice", NameKind.ROMANISED, "huan ren da mi"),
    ("huán rén dà mǐ", "huanren-rice", NameKind.ROMANISED, "huán rén dà mǐ"),
    ("Huan2Ren2 Da4Mi3", "huanren-rice", NameKind.ROMANISED, "Huan2Ren2 Da4Mi3"),
    ("ｈｕａｎｒｅｎ大米", "huanren-rice", NameKind.ROMANISED, "ｈｕａｎｒｅｎ大米"),
    ("HR大米", "huanren-rice", NameKind.ROMANISED, "HR大米"),
    ("Huanren Rice 2kg", "huanren-rice", NameKind.TRANSLATED, "Huanren Rice"),
    ("Rice from Huanren", "huanren-rice", NameKind.TRANSLATED, "Rice from Huanren"),
    ("환인쌀 10kg", "huanren-rice", NameKind.TRANSLATED, "환인쌀"),
    ("大米 桓仁", "huanren-rice", NameKind.REVERSED, "大米 桓仁"),
    ("米大仁桓", "huanren-rice", NameKind.REVERSED, "米大仁桓"),
    ("桓仁，大米 5kg", "huanren-rice", NameKind.ASSEMBLED, "桓仁，大米"),
    ("HRDM 大米 5kg", "huanren-rice", NameKind.ROMANISED, "HRDM"),
    ("H R 大 米", "huanren-rice", NameKind.ROMANISED, "H R 大 米"),
    ("无常大米 5kg", "wuchang-rice", NameKind.BY_SOUND, "无常大米"),
    ("桓(huan)仁(ren)大米", "huanren-rice", NameKind.SPLIT, "桓(huan)仁(ren)大米"),
    ("桓&nbsp;仁<b>大米</b>", "huanren-rice", NameKind.SPLIT, "桓&nbsp;仁<b>大米"),
    ("桓仁🍚 5kg", "huanren-rice", NameKind.TRANSLATED, "桓仁🍚"),
    ("Huanren Reis 2kg", "huanren-rice", NameKind.TRANSLATED, "Huanren Reis"),
    ("仁桓大米", "huanren-rice", NameKind.REVERSED, "仁桓大米"),
    ("桓仁京租大米", "huanren-rice", NameKind.ALIAS, None),
    ("温县铁棍山药锅巴 脆", "huai-tiegun", NameKind.EXACT, "温县铁棍山药"),
    ("蓬莱 国产香槟 白中白 750ml", "champagne", NameKind.EXACT, "香槟"),
]


@pytest.mark.parametrize(("title", "slug", "kind", "quote"), KINDS)
def test_every_way_of_writing_has_its_kind(
    find: Find, title: str, slug: str, kind: NameKind, quote: str | None
) -> None:
    hit = find(title)[0]
    assert (hit.indication, hit.kind) == (slug, kind)
    assert quote is None or hit.quote == quote


def test_the_surer_the_writing_the_higher_the_confidence(find: Find) -> None:
    titles = ("桓仁大米", "环仁大米", "桓仨山叁", "大米 桓仁")
    order = [find(title)[0].confidence for title in titles]
    assert order == sorted(order, reverse=True)


def test_span_points_into_the_raw_field(finder: NameFinder) -> None:
    offer = listing(
        title="礼盒",
        attributes={"品名": "①ﬁ懷\u200b山藥"},
        image_texts=("净含量\n桓\n仁\n大\n米",),
        shop_name="桓仁冰酒店",
    )
    for hit in finder.find(offer):
        text = {
            "attributes.品名": "①ﬁ懷\u200b山藥",
            "image_texts.0": "净含量\n桓\n仁\n大\n米",
            "shop_name": "桓仁冰酒店",
        }[hit.field]
        assert text[hit.span[0] : hit.span[1]] == hit.quote


def test_names_are_found_in_every_field(finder: NameFinder) -> None:
    offer = listing(
        title="好货",
        attributes={"品名": "桓仁大米"},
        image_texts=("桓仁大米",),
        description="桓仁大米",
        shop_name="桓仁大米店",
        operator_name="桓仁大米厂",
        category="桓仁大米",
    )
    fields = {hit.field for hit in finder.find(offer)}
    assert fields == {"attributes.品名", "image_texts.0", "description", "shop_name", "operator_name", "category"}


def test_place_and_goods_in_two_fields_are_a_loose_hit(finder: NameFinder) -> None:
    hits = finder.find(listing(title="东北大米 5kg", attributes={"品牌": "桓仁"}, shop_name=None))
    assert [(hit.kind, hit.field, hit.quote) for hit in hits] == [(NameKind.ASSEMBLED, "attributes.品牌", "桓仁")]
    assert hits[0].confidence < 0.5


def test_no_name_reaches_over_two_fields_letter_by_letter(finder: NameFinder) -> None:
    hits = finder.find(listing(title="产自桓仁", attributes={"a": "大米"}, shop_name=None))
    assert {hit.kind for hit in hits} <= {NameKind.ASSEMBLED}


def test_longest_name_wins_where_names_overlap(find: Find) -> None:
    assert {hit.indication for hit in find("西湖龙井茶 250g")} == {"xihu-longjing"}
