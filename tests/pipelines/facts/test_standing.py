"""A listed user's brand or name clears a seller only where it stands as one."""

from collections.abc import Callable

import pytest

from leads_db.records import Assessment, Verdict

Assess = Callable[..., Assessment | None]


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "样本穗 桓仁大米 5kg"},
        {"title": "样本穗桓仁大米 5kg"},
        {"title": "【样本穗】桓仁大米 5kg"},
        {"title": "桓仁大米 5kg", "attributes": {"品牌": "样本穗"}},
        {"title": "桓仁大米 5kg", "shop_name": "样本穗旗舰店"},
        {"title": "桓仁大米 5kg", "description": "正品样本穗牌，假一赔十。"},
        {"title": "桓仁大米 5kg", "image_texts": ["生产商：桓仁样本米厂"]},
    ],
)
def test_a_reseller_of_a_listed_brand_is_lawful(assess: Assess, facts: dict[str, object]) -> None:
    judged = assess("huanren-rice", **facts)
    assert judged is not None
    assert judged.verdict is Verdict.LAWFUL


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "桓仁大米 5kg", "shop_name": "样本穗花果蔬"},
        {"title": "桓仁大米 5kg", "shop_name": "东方样本穗"},
        {"title": "桓仁大米 5kg 好样本穗子大"},
        {"title": "桓仁大米 5kg", "description": "这张样本穗照片是去年拍的。"},
        {"title": "桓仁大米 5kg", "description": "本店与非桓仁样本米厂出品的货一样好。"},
        {"title": "桓仁大米 5kg", "image_texts": ["91210522MA00000001"]},
    ],
)
def test_the_same_words_elsewhere_clear_nobody(assess: Assess, facts: dict[str, object]) -> None:
    judged = assess("huanren-rice", **facts)
    assert judged is not None
    assert all(finding.indicator != "seller_authorised" for finding in judged.findings)
