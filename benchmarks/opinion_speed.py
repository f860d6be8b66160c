"""How fast posts are analysed, as ratios to json.loads and plain jieba in the same run.

    python benchmarks/opinion_speed.py [FILE.jsonl]

FILE: posts of the guide's format (default: the composed sets, nearly all of which name an indication: the worst case).
Goal: 5,000 posts a second on one core through the whole analysis.
"""

import json
import random
import sys
from pathlib import Path

import jieba

from benchmarks.judge_speed import best_rate, report, timed
from leads_db.mention_rows import mention_from_row
from leads_db.records import Mention
from leads_db.register import load_register
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.scoring import load_model

DATA = Path(__file__).resolve().parents[1] / "tests" / "bench" / "data"
SETS = ("posts.open.jsonl", "posts.open2.jsonl", "posts.blind1.jsonl")
PLAIN = [
    "今天",
    "天气",
    "不错",
    "下班",
    "路上",
    "买了",
    "两斤",
    "橘子",
    "回家",
    "做饭",
    "孩子",
    "作业",
    "电影",
    "排队",
    "一个",
    "小时",
    "周末",
    "爬山",
    "地铁",
    "又",
    "挤",
    "了",
]


def plain_posts(count: int) -> list[Mention]:
    """Posts that name nothing, of the length of the others."""
    rng = random.Random(5)
    return [
        Mention(platform="weibo", post_id=str(number), title=None, text="".join(rng.choices(PLAIN, k=22)))
        for number in range(count)
    ]


def main() -> None:
    """Print the table."""
    paths = [Path(sys.argv[1])] if len(sys.argv) > 1 else [DATA / name for name in SETS]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]
    posts = [mention_from_row(json.loads(line)) for line in lines]
    register = load_register()
    analysis, loading_s = timed(lambda: Analysis(register))
    jieba.initialize()
    load_model()
    json_rate = best_rate(json.loads, lines)
    jieba_rate = best_rate(lambda post: jieba.lcut(f"{post.title}\n{post.text}"), posts)
    named = best_rate(analysis.analyse, posts)
    plain = best_rate(analysis.analyse, plain_posts(500))
    report(
        [
            (f"json.loads of {len(lines)} posts", json_rate, "/s"),
            ("jieba.lcut of their texts alone", jieba_rate, "/s"),
            ("analysis of posts that name an indication (goal 5,000)", named, "/s"),
            ("    speed as a multiple of jieba alone", named / jieba_rate, "×"),
            ("    time as a multiple of json.loads", json_rate / named, "×"),
            ("analysis of posts that name nothing", plain, "/s"),
            ("    speed as a multiple of jieba alone", plain / jieba_rate, "×"),
            ("building the analysis", loading_s, "s"),
        ]
    )
    for unit in ("桓仁大米", "假", "山东菏泽产地"):
        text = Mention(platform="x", post_id="1", title=None, text=(unit * 100_000)[:100_000])
        report([(f"one post of 100,000 characters of {unit}", 1_000 / best_rate(analysis.analyse, [text]), "ms")])


if __name__ == "__main__":
    main()
