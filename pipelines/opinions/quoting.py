"""What carried a conclusion → quotes: the name, the cues that speak for it, and the n-grams that weighed most."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from leads_db.records.opinion import Quote, Sentiment, Topic
from pipelines.opinions.pointing import Pointing
from pipelines.opinions.post_text import PostText
from pipelines.opinions.reading import ReadPost
from pipelines.opinions.scoring import LinearModel
from pipelines.opinions.tone import Sound

TOPIC_WORDS: Mapping[Topic, str] = {
    Topic.COUNTERFEIT_COMPLAINT: "假冒投诉",
    Topic.QUALITY_COMPLAINT: "质量投诉",
    Topic.PRICE_COMPLAINT: "价格投诉",
    Topic.ENFORCEMENT_NEWS: "执法动态",
    Topic.RIGHTS_DISPUTE: "权属争议",
    Topic.PROMOTION: "宣传推介",
    Topic.KNOWLEDGE: "知识科普",
    Topic.UNRELATED: "无关",
}
SENTIMENT_WORDS: Mapping[Sentiment, str] = {
    Sentiment.NEGATIVE: "负面",
    Sentiment.NEUTRAL: "中性",
    Sentiment.POSITIVE: "正面",
}
_POINTED: Mapping[Pointing, str] = {
    Pointing.NAMED: "写出了地理标志名称",
    Pointing.LIKENED: "与地理标志名称相近的写法",
    Pointing.TRADE: "只有这一地理标志使用的行业词",
    Pointing.PLACE_AND_GOODS: "产区地名与产品词同时出现",
    Pointing.PLACE: "产区地名",
    Pointing.GOODS: "产品通称，没有写名称",
    Pointing.CONTEXT: "所在版块或店铺的名称",
}
SAFETY, SAFETY_WORDS = "safety", "涉及食品安全"
CUES_MOST, GRAMS_MOST = 4, 2
_LEAST = 0.15
"""Share of the strongest gram below which another is not shown."""


def quote_name(read: ReadPost) -> list[Quote]:
    """Where the name, or what points to it, stands; the first two places."""
    return [_quote(read.post, start, end, _POINTED[read.how]) for start, end in read.name_spans[:2]]


def quote_cues(read: ReadPost, marks: Iterable[str]) -> list[Quote]:
    """Cues that speak for any of these marks, a group once."""
    wanted = set(marks)
    found: dict[str, Quote] = {}
    for hit in read.cues:
        if hit.group.speaks_for & wanted:
            found.setdefault(hit.group.name, _quote(read.post, hit.start, hit.end, hit.group.why))
    return list(found.values())[:CUES_MOST]


def quote_outside(read: ReadPost) -> list[Quote]:
    """The first place outside the area."""
    return [_quote(read.post, start, end, "产区以外的地名") for start, end in read.outside[:1]]


def quote_safety(read: ReadPost, sound: Sound, model: LinearModel) -> list[Quote]:
    """The first word of food safety, else the stretch that sounded most like it."""
    told = quote_cues(read, {SAFETY})
    if told:
        return told[:1]
    runs = _runs(model.gains("safety:1"), sound.found, len(read.post.folded.text) - sound.before, 1)
    return [_quote(read.post, start + sound.before, end + sound.before, SAFETY_WORDS) for start, end in runs]


def quote_grams(read: ReadPost, found: Sequence[tuple[int, int, int]], model: LinearModel, topic: Topic) -> list[Quote]:
    """The stretches of text whose n-grams weighed most for the topic."""
    runs = _runs(model.gains(f"topic:{topic}"), found, len(read.masked.text), GRAMS_MOST)
    why = f"模型看重的用语：{TOPIC_WORDS[topic]}"
    return [_quote(read.post, *read.masked.folded_span(start, end), why) for start, end in runs]


def _runs(
    gain_of: Sequence[float], found: Sequence[tuple[int, int, int]], length: int, most: int
) -> list[tuple[int, int]]:
    """Up to `most` spans of a text of this length, the strongest first."""
    steps = [0.0] * (length + 1)
    for start, end, number in found:
        gain = gain_of[number]
        if gain:
            steps[start] += gain
            steps[end] -= gain
    gains = list(accumulate(steps))[:-1]
    runs = []
    strongest = 0.0
    for _ in range(most):
        start, end, gain = _best_run(gains)
        if end - start < 2 or gain <= strongest * _LEAST:
            break
        strongest = max(strongest, gain)
        runs.append((start, end))
        gains[start:end] = [0.0] * (end - start)
    return runs


def _best_run(gains: Sequence[float]) -> tuple[int, int, float]:
    """Start, end and sum of the run with the greatest sum above the mean level (Kadane)."""
    level = sum([gain for gain in gains if gain > 0]) / max(1, len(gains))
    best, best_start, best_end, reached = 0.0, 0, 0, 0
    for start in [at for at, gain in enumerate(gains) if gain > level]:
        if start < reached:
            continue
        total = 0.0
        for at in range(start, len(gains)):
            total += gains[at] - level
            if total > best:
                best, best_start, best_end = total, start, at + 1
            elif total <= 0:
                break
        reached = at + 1
    return best_start, best_end, best


def _quote(post: PostText, start: int, end: int, why: str) -> Quote:
    field, span = post.field_span(start, end)
    return Quote(field=field, span=span, text=post.text_of(field, span), why=why)
