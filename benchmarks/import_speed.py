"""How fast rows become stored listings, whether that slows down as the store grows, and how much memory it takes.

    python -m benchmarks.import_speed                  # 50,000 rows
    python -m benchmarks.import_speed --rows 1000000   # the full thing

Prints rates beside `json.loads` of the same lines in the same run, since machines differ and ratios do not.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from console.import_flow import BATCH, Tally, import_rows
from crawlers.importing.chosen_file import choose_file
from crawlers.importing.identity import PlatformNames
from crawlers.importing.reading import read_sightings
from crawlers.importing.row_reader import RowReader
from leads_db.records import Trigger
from leads_db.register import load_register
from leads_db.store.engine import open_engine, upgrade, writing
from leads_db.store.runs import save_new_run
from leads_db.store.units import utc_now
from pipelines.flow import Flow
from pipelines.judge import Judge

GOODS = (
    "连衣裙 T恤 手机壳 数据线 充电宝 保温杯 电饭煲 拖鞋 雨伞 书包 台灯 窗帘 床单 洗衣液 牙刷 面膜 口红 饼干 "
    "坚果 蜂蜜 绿茶 红枣 木耳 香菇 小米 面条 火腿肠 酸奶 苹果 橙子 牛肉干 猫粮 鱼竿 跑步鞋 耳机 键盘"
)
WORDS = (
    "新款 正品 包邮 夏季 冬季 男 女 儿童 大码 纯棉 加厚 家用 便携 网红 厂家直销 特价 礼盒 批发 官方 "
    "旗舰店同款 高档 简约 韩版 复古 防水 无线 智能 迷你 大容量 农家 自产 新鲜 现货 顺丰 500g 5斤装 10斤 "
    "两件套"
)
NAMED = ("桓仁大米", "五常大米", "铁棍山药", "西湖龙井", "阳澄湖大闸蟹", "宁夏枸杞")
PLACES = ("浙江 杭州", "广东 广州", "河南 焦作", "辽宁 本溪", "黑龙江 哈尔滨", "江苏 苏州", None)
NAMED_SHARE = 0.0025
BLOCK = 10_000
ENDS = 10
"""Blocks taken together at the beginning and at the end."""


class Block(NamedTuple):
    """What BLOCK rows took."""

    wall_s: float
    cpu_s: float


def main() -> None:
    """Generate, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--seed", type=int, default=20261125)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="gi-import-") as folder:
        file = Path(folder) / "rows.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(make_lines(asked.rows, asked.seed))
        json_s = time_json(file)
        blocks, tally = time_import(file, Path(folder))
    report(asked.rows, json_s, blocks, tally)


def make_lines(count: int, seed: int) -> Iterator[str]:
    """Listings as a crawler of several platforms would export them; NAMED_SHARE of them name an indication."""
    chance = random.Random(seed)
    goods, words = GOODS.split(), WORDS.split()
    for number in range(count):
        head = chance.choice(NAMED) if chance.random() < NAMED_SHARE else chance.choice(goods)
        item = 600_000_000_000 + number * 7
        row = {
            "platform": "taobao",
            "item_url": f"https://item.taobao.com/item.htm?id={item}",
            "title": f"{head} {' '.join(chance.sample(words, 6))} {number}",
            "price": round(chance.uniform(5, 400), 1),
            "unit": None,
            "shop": f"{chance.choice(goods)}专营店{chance.randrange(count // 20 + 1)}",
            "shop_location": chance.choice(PLACES),
            "sales": chance.choice(("3000+人付款", "12人付款", "1.2万+", None)),
            "observed_at": "2026-11-20T12:00:00+08:00",
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def time_json(file: Path) -> float:
    """Seconds that json.loads takes for all lines."""
    spent = 0.0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            start = time.perf_counter()
            json.loads(line)
            spent += time.perf_counter() - start
    return spent


def time_import(file: Path, folder: Path) -> tuple[list[Block], Tally]:
    """Seconds for each block of BLOCK rows, judging and commits included."""
    engine = open_engine(f"sqlite:///{folder / 'store.db'}")
    upgrade(engine)
    with writing(engine) as connection:
        run = save_new_run(connection, source="import:x", trigger=Trigger.IMPORT, requested_by="bench", now=utc_now())
    register = load_register()
    reader = RowReader("import:x", PlatformNames(register.platforms.values()))
    flow = Flow(register=register, judge=Judge(register), engine=engine, cities=("benxi", "jiaozuo"))
    blocks: list[Block] = []
    began = Block(time.perf_counter(), time.process_time())

    def on_batch(tally: Tally) -> bool:
        nonlocal began
        if tally.rows % BLOCK < BATCH or tally.rows % BATCH:
            now = Block(time.perf_counter(), time.process_time())
            blocks.append(Block(now.wall_s - began.wall_s, now.cpu_s - began.cpu_s))
            began = now
        return True

    tally = Tally()
    rows = read_sightings(choose_file(file), reader)
    import_rows(flow, run, rows, tally, on_broken=lambda row: None, on_batch=on_batch)
    engine.dispose()
    return blocks, tally


def report(count: int, json_s: float, blocks: list[Block], tally: Tally) -> None:
    """The table. Early: ENDS blocks from 10,000 stored on; late: the last ones; medians, for machines are shared."""
    spent_s, cpu_s = sum(block.wall_s for block in blocks), sum(block.cpu_s for block in blocks)
    ends = min(ENDS, max(1, len(blocks) // 4))
    early, late = blocks[1 : 1 + ends] or blocks, blocks[-ends:]
    wall = median(block.wall_s for block in late) / median(block.wall_s for block in early)
    cpu = median(block.cpu_s for block in late) / median(block.cpu_s for block in early)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rows                        {count:>12,}   (stored {tally.fresh:,}, naming an indication {tally.named:,})")
    print(f"json.loads of the lines     {count / json_s:>12,.0f} rows/s")
    print(f"import with judge and store {count / spent_s:>12,.0f} rows/s   ({spent_s / json_s:.1f} × json.loads)")
    print(f"  of processor time         {count / cpu_s:>12,.0f} rows/s   ({cpu_s / json_s:.1f} × json.loads)")
    print(f"per row, late / early       {wall:>12.2f}   (processor time {cpu:.2f})")
    print(f"peak memory                 {peak_mb:>12,.0f} MB")


if __name__ == "__main__":
    main()
