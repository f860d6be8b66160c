from pathlib import Path

from leads_db.register.register import load_indication
from pipelines.names.finder import NameFinder
from pipelines.names.hit import NameKind
from tests.factories import listing

INVENTED = """
slug: qingluo-plum
name: 青箩峪脆李
scope: local
city: benxi
home_bureau: huanren
names:
- {text: 青箩峪脆李, kind: name, language: zh, source: test}
- {text: Qingluoyu Plum, kind: english, language: en, source: test}
neutral_words: [脆李]
neighbours: [巫山脆李]
area: {codes: ['210522'], place_words: [青箩峪]}
category: 李子
goods: [脆李, 李子, plum]
certainty: {}
"""
WRITINGS = {
    "青箩峪脆李 5斤": NameKind.EXACT,
    "青.箩.峪.脆.李": NameKind.SPLIT,
    "青箩峪农家脆李": NameKind.FILLED,
    "青箩峪李子": NameKind.ALIAS,
    "青萝峪脆李": None,
    "青箩谷脆李": NameKind.BY_SHAPE,
    "青箩玉脆李": NameKind.BY_SOUND,
    "青竹罗峪脆李": NameKind.BY_SHAPE,
    "qing luo yu cui li": NameKind.ROMANISED,
    "QLY脆李": NameKind.ROMANISED,
    "Qingluoyu organic plum": NameKind.TRANSLATED,
    "脆李 青箩峪": NameKind.REVERSED,
}


def test_an_indication_works_by_its_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "qingluo-plum.yml"
    file.write_text(INVENTED, encoding="utf-8")
    finder = NameFinder([load_indication(file)])
    found = {title: finder.find(listing(title=title, shop_name=None)) for title in WRITINGS}
    assert [title for title, hits in found.items() if not hits] == []
    wrong = {t: found[t][0].kind for t, kind in WRITINGS.items() if kind is not None and found[t][0].kind is not kind}
    assert wrong == {}
    assert finder.find(listing(title="巫山脆李 5斤", shop_name=None)) == ()


def test_a_name_that_no_goods_word_ends_is_cut_behind_its_place(tmp_path: Path) -> None:
    text = INVENTED.replace("青箩峪脆李", "桓仁雪露").replace("goods: [脆李, 李子, plum]", "goods: [饮料]")
    file = tmp_path / "qingluo-plum.yml"
    file.write_text(text.replace("Qingluoyu Plum", "Huanren Snow Dew"), encoding="utf-8")
    finder = NameFinder([load_indication(file)])
    assert [
        finder.find(listing(title=title, shop_name=None))[0].kind for title in ("桓仁雪露", "桓仁有机雪露", "环仁雪露")
    ] == [
        NameKind.EXACT,
        NameKind.FILLED,
        NameKind.BY_SOUND,
    ]
