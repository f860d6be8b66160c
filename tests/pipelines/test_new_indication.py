"""An invented indication works by its YAML alone: found in disguise, judged by its area and its price."""

from pathlib import Path

import pytest

from console.judging import judge_row, open_judge
from pipelines.judge import Judge

YAML = """
slug: yueshan-zaizhi
name: 月山崽纸
scope: local
city: jiaozuo
home_bureau: boai
names:
- {text: 月山崽纸, kind: name, source: test}
- {text: Yueshan Zaizhi, kind: pinyin, language: zh-Latn, source: test}
neutral_words: [崽纸]
neighbours: [泾县崽纸]
protections:
- {kind: pgi, source: test}
area: {codes: ['410822'], place_words: [月山], text: 博爱县, source: test}
category: 崽纸
goods: [崽纸]
processed: true
price: {low_cny: '100', high_cny: '300', unit: kg, year: 2026, source: test}
"""


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    folder = tmp_path_factory.mktemp("own")
    (folder / "yueshan-zaizhi.yml").write_text(YAML, encoding="utf-8")
    return open_judge(register=Path(folder))


@pytest.mark.parametrize(
    ("facts", "verdict", "acts"),
    [
        ({"title": "月山崽纸 1kg"}, "insufficient", []),
        (
            {"title": "月.山.崽.纸 1kg", "attributes": {"产地": "安徽泾县"}},
            "infringing",
            ["name_outside_area", "lookalike_name"],
        ),
        ({"title": "月山崽纸 1kg", "attributes": {"产地": "安徽泾县"}}, "infringing", ["name_outside_area"]),
        ({"title": "月山崽纸 1kg", "attributes": {"产地": "河南博爱"}}, "unlicensed_local", []),
        ({"title": "泾县崽纸 不输月山崽纸", "attributes": {"产地": "安徽泾县"}}, "infringing", ["evocation"]),
        ({"title": "泾县崽纸 并非月山崽纸", "attributes": {"产地": "安徽泾县"}}, "lawful", []),
        ({"title": "月山崽纸 2kg", "price_cny": "30", "net_weight_kg": 2}, "infringing", ["implausible_supply"]),
        ({"title": "月山崽纸 地理标志保护产品", "attributes": {"产地": "河南博爱"}}, "unlicensed_local", []),
    ],
)
def test_its_yaml_is_enough(invented: Judge, facts: dict[str, object], verdict: str, acts: list[str]) -> None:
    row = {"id": "1", "platform": "taobao", "seen_at": "2026-11-12T10:00:00+08:00", **facts}
    answer = judge_row(row, invented)
    assert (answer["indication"], answer["verdict"], answer["acts"]) == ("yueshan-zaizhi", verdict, acts)
