"""How fast names are found and listings judged, as ratios to json.loads and plain jieba in the same run.

    python benchmarks/judge_speed.py [FILE.jsonl]

FILE: background listings, one JSON object a line (default: ../shared/data/listings/open.jsonl, else the titles of the
composed sets). Goals: 50,000 background listings a second with the packaged register and 25,000 with 2,500 generated
indications, loading within 2 s, 500 MB, 1,500 a second through the whole judge where a name stands, judging at most
4 times json.loads and at least 5 times as fast as jieba alone, 50 ms for 100,000 hostile characters.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import jieba
from pypinyin import lazy_pinyin

from leads_db.records import Area, Indication, Listing, NameForm
from leads_db.register import load_register
from pipelines.judge import Judge
from pipelines.names.finder import NameFinder
from pipelines.places.divisions import load_divisions, short_name

HERE = Path(__file__).resolve()
BACKGROUND = HERE.parents[2] / "shared" / "data" / "listings" / "open.jsonl"
COMPOSED = HERE.parents[1] / "tests" / "bench" / "data" / "listings.open.jsonl"
GOODS = (
    "大米 小米 苹果 梨 桃 葡萄 红枣 核桃 板栗 茶叶 绿茶 红茶 白茶 山药 大葱 大蒜 生姜 辣椒 花椒 木耳 香菇 蜂蜜 人参 "
    "枸杞 菊花 牛膝 地黄 黄芪 当归 天麻 羊肉 牛肉 火腿 腊肉 鸭蛋 大闸蟹 对虾 海参 带鱼 陈醋 白酒 黄酒 粉条 豆腐 "
    "豆瓣 榨菜 茶油 香油 陶瓷 紫砂 剪纸 刺绣 柑橘 脐橙 柚子 荔枝 龙眼 芒果 西瓜 甜瓜"
)
ROUNDS = 3
HOSTILE = ("桓", "大米", "桓仁大米", "恒仁大米", "怀怀山怀药", "桓仁，大米。", "盘锦大米从桓仁拉", "桓仁大米调和米 ")
"""What one field repeats."""


def make_indications(count: int) -> list[Indication]:
    """Generated indications: a county of China and one of its goods, with pinyin and English forms."""
    counties = [one for one in load_divisions().values() if one.level == "county"]
    goods = cycle(GOODS.split())
    made = []
    for number, county in enumerate(islice(cycle(counties), count)):
        place, word = short_name(county.name), next(goods)
        name = place + word
        spelt = " ".join(map(str.capitalize, ("".join(lazy_pinyin(place)), "".join(lazy_pinyin(word)))))
        forms = (
            NameForm(text=name, kind="name"),
            NameForm(text=f"{place}贡{word}", kind="alias"),
            NameForm(text=spelt, kind="pinyin", language="zh-Latn"),
            NameForm(text=spelt.split()[0] + " Specialty", kind="english", language="en"),
        )
        made.append(
            Indication(
                slug=f"generated-{number}",
                name=name,
                scope="national",
                names=forms,
                area=Area(codes=(county.code,)),
                goods=(word,),
            )
        )
    return made


def best_rate(do: Callable[[Any], object], items: list[Any]) -> float:
    """Items a second of processor time, the best of ROUNDS."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for item in items:
            do(item)
        spent.append(time.process_time() - start)
    return len(items) / min(spent)


def read_listing(row: dict[str, Any], number: int) -> Listing:
    """A listing with what either kind of file holds."""
    return Listing(
        platform=row["platform"],
        item_id=str(row.get("item_id") or number),
        title=row["title"],
        description=row.get("description"),
        attributes=row.get("attributes") or {},
        shop_name=row.get("shop_name") or row.get("shop"),
        operator_name=row.get("operator_name"),
        operator_address=row.get("operator_address"),
        shop_location=row.get("shop_location"),
        image_texts=tuple(row.get("image_texts") or ()),
    )


def read_file(path: Path) -> tuple[list[str], list[Listing]]:
    """Lines and listings of a JSONL file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines, [read_listing(json.loads(line), number) for number, line in enumerate(lines)]


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    """The thing made and the seconds of processor time it took."""
    start = time.process_time()
    made = make()
    return made, time.process_time() - start


def report(rows: Iterable[tuple[str, float, str]]) -> None:
    """One line a measure."""
    for name, value, unit in rows:
        print(f"{name:<58} {value:>12,.2f} {unit}")


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else BACKGROUND if BACKGROUND.is_file() else COMPOSED
    lines, listings = read_file(path)
    register, reading_s = timed(load_register)
    judge, loading_s = timed(lambda: Judge(register))
    naming = [one for one in read_file(COMPOSED)[1] if judge.recognise(one)]
    background = [one for one in listings if not judge.recognise(one)]
    many, many_s = timed(lambda: NameFinder([*register.indications.values(), *make_indications(2_500)]))
    jieba.initialize()
    json_rate = best_rate(json.loads, lines)
    jieba_rate = best_rate(lambda one: jieba.lcut(one.title), background[:2_000])
    judged = best_rate(judge.assess, background)
    report(
        [
            (f"json.loads of {path.name}", json_rate, "/s"),
            ("jieba.lcut of the titles alone", jieba_rate, "/s"),
            (f"judge, {len(background)} background listings", judged, "/s"),
            ("    time as a multiple of json.loads (goal ≤ 4)", json_rate / judged, "×"),
            ("    speed as a multiple of jieba alone (goal ≥ 5)", judged / jieba_rate, "×"),
            ("find names, background, 38 and 2,500 indications", best_rate(many.find, background), "/s"),
            (f"judge, {len(naming)} composed listings that name one", best_rate(judge.assess, naming), "/s"),
            ("loading the register", reading_s, "s"),
            ("building the judge", loading_s, "s"),
            ("building a finder of 2,538 indications", many_s, "s"),
            ("peak memory (jieba and 2,500 indications with it)", _peak_mb(), "MB"),
        ]
    )
    for unit in HOSTILE:
        long = (unit * 100_000)[:100_000]
        texts = (
            ("title", Listing(platform="x", item_id="1", title=long)),
            ("text", Listing(platform="x", item_id="1", title="桓仁大米", description=long)),
        )
        for place, text in texts:
            report([(f"one {place} of 100,000 characters of {unit}", 1_000 / best_rate(judge.assess, [text]), "ms")])


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024


if __name__ == "__main__":
    main()
