"""Labelled posts, and what a model of opinions is fitted on: reading files, turning posts into examples."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from console.bench.examples import Example
from console.bench.sets import FOLDER, SHARED, read_rows
from leads_db.errors import ImportFileBroken
from leads_db.mention_rows import mention_from_row
from leads_db.records import Mention
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.post_text import read_post
from pipelines.opinions.tone import tone_marks, tone_text
from pipelines.opinions.words import load_cues

COMPOSED = ("open", "open2")
"""Posts by two authors who did not see the program."""
BLIND = ("blind2", "blind3")
"""The examination: nobody who changes the analysis reads their mistakes."""
WRITTEN = "written"
LEARNT = (WRITTEN, "fit1", "fit2", "blind1")
"""Composed sets that the model is always fitted on; no figure is told of them."""
REAL = "open3"
OPINIONS = SHARED / "data" / "opinions" / "open.jsonl"
TONES_WEIGHT, IRONY_WEIGHT = 10.0, 3.0
"""Of a composed review beside a collected one: they are few and of many trades; of those full of irony, less."""


@dataclass(frozen=True, slots=True)
class PostTruth:
    """What is right for one post."""

    indication: str | None
    topic: str
    sentiment: str
    alert: bool
    topics: frozenset[str]
    """With those that also count as right."""
    indications: frozenset[str | None]


@dataclass(frozen=True, slots=True)
class PostCase:
    """One labelled post."""

    id: str
    mention: Mention
    truth: PostTruth
    group: str
    """Posts of one group are never parted between fitting and measuring."""


def load_posts(name: str) -> tuple[PostCase, ...]:
    """A set by its name, packaged or beside the project. Raises ImportFileBroken."""
    for path in (FOLDER / f"posts.{name}.jsonl", SHARED / "judgement" / f"posts.{name}.jsonl"):
        if path.is_file():
            return tuple(_case(row) for row in read_rows(path))
    raise ImportFileBroken(f"no labelled posts {name}")


def _case(row: dict[str, object]) -> PostCase:
    label = row["truth"]
    assert isinstance(label, dict)
    truth = PostTruth(
        indication=label["indication"],
        topic=label["topic"],
        sentiment=label["sentiment"],
        alert=label["alert"],
        topics=frozenset({label["topic"], *label.get("accept_topic", ())}),
        indications=frozenset({label["indication"], *label.get("accept_indication", ())}),
    )
    mention = mention_from_row(row)
    return PostCase(str(row["id"]), mention, truth, str(row.get("group") or _group(truth, mention, str(row["id"]))))


def _group(truth: PostTruth, mention: Mention, name: str) -> str:
    """A burst is one group: alerts of one indication within a week stay together."""
    if not truth.alert or mention.posted_at is None:
        return name
    return f"{truth.indication} {mention.posted_at.isocalendar()[:2]}"


def post_examples(cases: Iterable[PostCase], analysis: Analysis) -> list[Example]:
    """What the model of topics is fitted on; `analysis` reads the posts, its own topics are not asked."""
    found = []
    for case in cases:
        read, marks, _ = analysis.features(case.mention)
        labels = {"topic": case.truth.topic, "sentiment": case.truth.sentiment, "alert": str(case.truth.alert)}
        found.append(Example(read.masked.text, marks, labels))
    return found


def tone_example(text: str, labels: Mapping[str, str], weight: float = 1.0) -> Example:
    """One review with how it sounds: head → class."""
    post = read_post(None, text)
    cues = tuple(load_cues().find(post.folded.text))
    return Example(tone_text(post.folded.text), tone_marks(cues, post.folded.text), labels, weight)


def written_tones() -> list[Example]:
    """The composed reviews: of all trades, of meals, and the written posts of the shape of one."""
    posts = [
        (case.mention.text, case.truth.sentiment)
        for case in load_posts(WRITTEN)
        if case.mention.platform == "jd" and case.truth.sentiment != "neutral"
    ]
    plain = [tone_example(text, {"tone": tone}, TONES_WEIGHT) for text, tone in (*_read_tones("written"), *posts)]
    ironic = [tone_example(text, {"tone": tone}, IRONY_WEIGHT) for text, tone in _read_tones("fit1")]
    return plain + ironic + written_safety()


def _read_tones(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / f"tones.{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, tone) for tone, _, text in (line.partition("\t") for line in lines)]


def written_safety() -> list[Example]:
    """The composed reviews of meals: whether they tell of food that is not safe, and how they sound."""
    rows = [line.split("\t") for line in (FOLDER / "safety.written.tsv").read_text(encoding="utf-8").splitlines()]
    return [tone_example(text, {"safety": safety, "tone": tone}, TONES_WEIGHT) for safety, tone, text in rows]


def load_reviews(source: str) -> list[tuple[str, int, str]]:
    """(text, label, group) of one source of the real opinions; empty where they are not beside the project."""
    if not OPINIONS.is_file():
        return []
    with OPINIONS.open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["source"] == source and row["label"] is not None]
    return [(row["text"], int(row["label"]), str(row.get("jd_sku") or number)) for number, row in enumerate(rows)]


def herb_tones(reviews: Sequence[tuple[str, int, str]]) -> list[Example]:
    """Reviews of herbs, bad and good; what is in between says nothing."""
    tones = {0: "negative", 2: "positive"}
    return [tone_example(text, {"tone": tones[grade]}) for text, grade, _ in reviews if grade in tones]
