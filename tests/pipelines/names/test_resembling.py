from collections.abc import Callable

import pytest

from pipelines.names.finder import NameFinder
from pipelines.names.hit import NameHit
from tests.bench.resembling import make_resembling
from tests.factories import listing

NO_NAME = [
    "缅怀菊花 扫墓用",
    "关怀山区儿童 画册",
    "淮安软兜 真空",
    "淮山药片 广西",
    "槐花蜜 500g",
    "怀仁大米 山西",
    "鄢陵大葱 当天发",
    "文县山药 甘肃",
    "香槟色大米袋 收纳",
    "香槟玫瑰 鲜切花 葡萄酒色",
    "粉香槟色口红",
    "香槟金 礼服 干杯",
    "温县铁棍山药锅 砂锅",
    "五常街道 大闸蟹外卖",
    "湖北当阳 瓷砖批发",
    "桓仁山参观路线",
    "桓仁大榛子 5斤",
    "武陟油茶 500g",
    "铁棍 实心撬棍",
    "云南山荔枝 5斤",
    "恒仁堂 艾灸贴",
    "盘山大米 10斤",
    "换人大米饭团",
    "WX：15000 山药",
    "HRDM 数据线",
    "洛川 苹果手机壳",
    "champagne gold dress",
    "怀山堂 艾条",
    "文县山药 5斤",
    "huanrendaxue press",
    "xhuanren damix",
]


@pytest.mark.parametrize("title", NO_NAME)
def test_what_only_resembles_is_no_hit(find: Callable[[str], list[NameHit]], title: str) -> None:
    assert find(title) == []


def test_neighbours_goods_belong_to_the_neighbour(find: Callable[[str], list[NameHit]]) -> None:
    assert {hit.indication for hit in find("桓仁直播间 盘锦大米 10斤")} == {"panjin-rice"}


def test_bare_weak_alias_needs_its_place(find: Callable[[str], list[NameHit]]) -> None:
    assert find("京租大米 舒兰 5斤") == []
    assert find("京租大米 桓仁 5斤")


def test_lawful_titles_hit_one_in_a_hundred_at_most(finder: NameFinder) -> None:
    titles = make_resembling(count=2_000)
    false = [offer.title for offer in titles if finder.find(offer)]
    assert len(false) <= 20, false


def test_trade_word_speaks_only_beside_a_neighbours_place(finder: NameFinder) -> None:
    hits = finder.find(listing(title="宽甸籽海林下参 12年", shop_name=None))
    assert [(hit.indication, hit.quote) for hit in hits] == [("huanren-ginseng", "籽海")]
    assert hits[0].confidence < 0.3
    assert not finder.find(listing(title="籽海林下参 12年", shop_name=None))
