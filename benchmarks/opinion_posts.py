"""Composed posts with the truth of which belong together: originals, reposts, rewrites, and near misses."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from leads_db.records.opinion import Post, Sentiment, Topic

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Told:
    """A post and the number of the text that it really carries on."""

    post: Post
    truth: int


def make_posts(count: int, seed: int) -> list[Told]:
    """`count` posts over 60 days in the order of time: originals, what carries them on, and near misses."""
    chance = random.Random(seed)
    made: list[Told] = []
    truth = 0
    while len(made) < count:
        truth += 1
        made += [Told(post, truth) for post in _one_event(chance)]
        if chance.random() < 0.3:  # a near miss: the same form with other facts
            truth += 1
            made.append(Told(_near_miss(chance, made[-1].post), truth))
    made = made[:count]
    made.sort(key=lambda one: one.post.at)
    return [
        Told(replace(one.post, mention_id=at, names=_read(chance, one.post)), one.truth) for at, one in enumerate(made)
    ]


def _read(chance: random.Random, post: Post) -> tuple[str, ...]:
    """Shops and places as an analysis finds them: four in five."""
    bare = post.text.replace(post.indication, "")
    told = [word for word in (*WORDS["shops"], *WORDS["places"]) if word in bare]
    return tuple(word for word in told if chance.random() < 0.8)


def _one_event(chance: random.Random) -> Iterator[Post]:
    name = chance.choice(WORDS["names"])
    text = _original(chance, name)
    at = BEGIN + timedelta(seconds=chance.random() * 60 * 86_400)
    first = Post(
        mention_id=0, key="", platform=chance.choice(("weibo", "tousu", "douyin", "tieba")), indication=name,
        topic=Topic.QUALITY_COMPLAINT, sentiment=Sentiment.NEGATIVE, alert=False, at=at, text=text, names=(),
    )  # fmt: skip
    yield first
    for _ in range(min(400, int(chance.paretovariate(0.9)) - 1)):
        at += timedelta(seconds=chance.expovariate(1 / 5_000))
        yield replace(first, at=at, text=carry_on(chance, text), platform=chance.choice(("weibo", "toutiao", "douyin")))


def _original(chance: random.Random, name: str) -> str:
    kind = chance.random()
    if kind < 0.12:
        return _filled(chance, WORDS["notice"], name)
    if kind < 0.25:
        return _filled(chance, WORDS["offer"], name)
    middles = chance.sample(WORDS["middles"], chance.randint(2, 5))
    parts = (chance.choice(WORDS["openings"]), *middles, chance.choice(WORDS["endings"]))
    return "".join(_filled(chance, part, name) for part in parts)


def _filled(chance: random.Random, form: str, name: str) -> str:
    n, m, k = (chance.randint(2, 99) for _ in range(3))
    return form.format(
        name=name, n=n, m=m, k=k, shop=chance.choice(WORDS["shops"]), place=chance.choice(WORDS["places"])
    )


def carry_on(chance: random.Random, text: str) -> str:
    """A repost (4 in 10) or a rewrite."""
    kind = chance.random()
    if kind < 0.2:
        return text
    if kind < 0.4:
        remark, number = chance.choice(WORDS["remarks"]), chance.randint(1, 9_999)
        return f"{remark}//@用户{number}：{text} https://t.example/{number}"
    sentences = [part + "。" for part in text.split("。") if part]
    if kind > 0.6 and len(sentences) > 2:
        sentences.pop(chance.randrange(1, len(sentences)))
    if kind > 0.8 and len(sentences) > 2:
        at = chance.randrange(len(sentences) - 1)
        sentences[at], sentences[at + 1] = sentences[at + 1], sentences[at]
    told = "".join(sentences)
    for word, other in WORDS["synonyms"].items():
        if word in told and chance.random() < 0.7:
            told = told.replace(word, other)
    return chance.choice(WORDS["remarks"]) + "，" + told if chance.random() < 0.5 else told


def _near_miss(chance: random.Random, post: Post) -> Post:
    text = post.text.replace(post.indication, "{}")
    for words in (WORDS["shops"], WORDS["places"]):
        for word in words:
            if word in text:
                text = text.replace(word, chance.choice([other for other in words if other != word]))
    text = "".join(str(chance.randint(1, 9)) if part.isdigit() else part for part in text)
    return replace(post, text=text.replace("{}", post.indication), at=post.at + timedelta(hours=chance.random() * 20))
