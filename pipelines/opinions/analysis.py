"""One post → its view: which indication, what about, how it is meant, whether the centre should see it today.

A linear model over masked n-grams, cues and marks gives chances; the rules here join them: what a topic means for the
sentiment, which complaints are alerts (reading 12 of the labelling guide), and that a post about something else names
none of ours. Holds no state between posts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import mul

from leads_db.records import Mention
from leads_db.records.opinion import OpinionView, Quote, Sentiment, Topic
from leads_db.register import Register
from pipelines.names.finder import NameFinder
from pipelines.opinions.pointing import CONFIDENCE, Pointing
from pipelines.opinions.quoting import quote_cues, quote_grams, quote_name, quote_outside, quote_safety
from pipelines.opinions.reading import PostReader, ReadPost
from pipelines.opinions.scoring import LinearModel, chances, load_model
from pipelines.opinions.spoken import PlatformWords, find_places, find_shops
from pipelines.opinions.tone import POLAR, Sound, load_tone, read_tone, tone_mark

OF_TOPIC: Mapping[Topic, tuple[float, float, float]] = {
    Topic.COUNTERFEIT_COMPLAINT: (0.985, 0.01, 0.005),
    Topic.QUALITY_COMPLAINT: (0.92, 0.06, 0.02),
    Topic.PRICE_COMPLAINT: (0.88, 0.05, 0.07),
    Topic.ENFORCEMENT_NEWS: (0.02, 0.97, 0.01),
    Topic.RIGHTS_DISPUTE: (0.04, 0.95, 0.01),
    Topic.PROMOTION: (0.01, 0.04, 0.95),
    Topic.KNOWLEDGE: (0.02, 0.95, 0.03),
    Topic.UNRELATED: (0.06, 0.86, 0.08),
}
"""How often a topic is negative, neutral, positive: the labelling guide's meaning of sentiment, rounded."""
_SHARES = tuple(zip(Sentiment, zip(*OF_TOPIC.values(), strict=True), strict=True))
NAMED_UNRELATED = 0.8
"""A post that writes the name is about something else only from this chance on."""
DOUBTED = {Pointing.PLACE: 0.3, Pointing.GOODS: 0.35}
"""Chance of being about something else from which a bare place or goods word points to nothing."""
FACTS = frozenset({"origin_told", "exposure", "packaging"})
"""Groups of cues that bring a fact which can be checked."""
GUESSES = frozenset({"dispatch", "doubt"})
"""Groups of cues beside which a place outside is no fact."""
ALERT_LOCAL, ALERT_NATIONAL, ALERT_FACT, ALERT_OTHER = 0.12, 0.7, 0.25, 0.36
"""Chance of an alert from which it is one: a fake of ours; of a national or merely pointed one without and with a fact;
anything else."""
REVIEW_TONE = 0.5
"""What one log odd of tone adds under a review for praise and takes from complaints."""
TOLD_TONE, TOLD_TONE_UNNAMED = 1.5, 0.0
"""Log odds of tone from which a review of ours, and one of anything else, is pleased or not, whatever its topic."""
REVIEWED = {
    Topic.PROMOTION: 1.0,
    Topic.COUNTERFEIT_COMPLAINT: -1.0,
    Topic.QUALITY_COMPLAINT: -1.0,
    Topic.PRICE_COMPLAINT: -1.0,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A post as read, with the chances of the model."""

    read: ReadPost
    found: tuple[tuple[int, int, int], ...]
    topics: Mapping[str, float]
    sentiments: Mapping[str, float]
    alert: float
    sound: Sound


class Analysis:
    """Built once per process."""

    def __init__(
        self,
        register: Register,
        *,
        finder: NameFinder | None = None,
        model: LinearModel | None = None,
        tone: LinearModel | None = None,
    ) -> None:
        """`finder`: the judgement's, where it is at hand; `model`, `tone`: instead of the packaged ones."""
        self._reader = PostReader(register, finder)
        self._model = model or load_model()
        self._tone = tone or load_tone()
        self._platforms = PlatformWords(register.platforms.values())

    @property
    def model_version(self) -> str:
        """Of the two files of weights; it is part of a view's identity."""
        return f"opinions-{self._model.version}+{self._tone.version}"

    def features(self, mention: Mention) -> tuple[ReadPost, tuple[str, ...], Sound]:
        """What the model is given of a post: the reading, the marks, how it sounds."""
        read = self._reader.read(mention)
        sound = read_tone(read.post, read.cues, self._tone)
        return read, (*read.marks, tone_mark(sound.tone)), sound

    def analyse(self, mention: Mention) -> OpinionView:
        """The view of one post; never raises, whatever the text holds."""
        reading = self._weigh(mention)
        read = reading.read
        topic = _topic(reading)
        slug = _indication(reading, topic)
        sentiment = _sentiment(reading)
        alert = self._is_alert(reading, topic, slug)
        return OpinionView(
            mention_key=mention.key,
            indication=slug,
            topic=topic,
            sentiment=sentiment,
            alert=alert,
            confidence=round(_confidence(reading, topic, slug), 3),
            quotes=self._quotes(reading, topic, sentiment, slug, alert),
            shops=find_shops(mention, read),
            platforms=self._platforms.find(read.post),
            places=find_places(read),
            model_version=self.model_version,
        )

    def _weigh(self, mention: Mention) -> Reading:
        read, marks, sound = self.features(mention)
        found = tuple(self._model.read(read.masked.text, marks))
        scores = self._model.score(found)
        if read.is_review:
            for topic, sign in REVIEWED.items():
                scores[f"topic:{topic}"] += sign * REVIEW_TONE * sound.tone
        return Reading(
            read=read,
            found=found,
            topics=chances(scores, "topic"),
            sentiments=chances(scores, "sentiment"),
            alert=chances(scores, "alert")["True"],
            sound=sound,
        )

    def _is_alert(self, reading: Reading, topic: Topic, slug: str | None) -> bool:
        if slug is None or topic is Topic.UNRELATED:
            return False
        local = self._reader.is_local(slug)
        if topic is not Topic.COUNTERFEIT_COMPLAINT:
            return local and reading.alert > ALERT_OTHER
        named = reading.read.how not in (Pointing.TRADE, Pointing.GOODS)
        if local and (named or reading.read.outside):
            return reading.alert > ALERT_LOCAL
        return reading.alert > (ALERT_FACT if _has_fact(reading.read) else ALERT_NATIONAL)

    def _quotes(
        self, reading: Reading, topic: Topic, sentiment: Sentiment, slug: str | None, alert: bool
    ) -> tuple[Quote, ...]:
        read = reading.read
        marks = {str(topic), str(sentiment)}
        if alert:
            marks |= {"scare", "official_reply"}
        quotes = quote_name(read) if slug is not None else []
        if _tells_of_safety(reading):
            quotes += quote_safety(read, reading.sound, self._tone)
        quotes += quote_cues(read, marks)
        if topic is Topic.COUNTERFEIT_COMPLAINT:
            quotes += quote_outside(read)
            quotes += quote_cues(read, () if alert else ("taste_doubt",))
        if topic is not Topic.UNRELATED:
            quotes += quote_grams(read, reading.found, self._model, topic)
        return tuple({(quote.field, quote.span): quote for quote in reversed(quotes)}.values())[::-1]


def _has_fact(read: ReadPost) -> bool:
    """Something to check: a told origin, an exposure, or a place outside that is no mere dispatch or guess."""
    groups = {hit.group.name for hit in read.cues}
    return bool(groups & FACTS) or bool(read.outside and not groups & GUESSES and "@question" not in read.marks)


def _tells_of_safety(reading: Reading) -> bool:
    """A review only by its whole wording: 头发 and 生的 are said of much else there; other posts by one word too."""
    return reading.sound.safety > 0 or (not reading.read.is_review and "@cue=safety" in reading.read.marks)


def _topic(reading: Reading) -> Topic:
    topics = reading.topics
    first = Topic(max(topics, key=topics.__getitem__))
    is_firm = reading.read.how is Pointing.NAMED
    if first is Topic.UNRELATED and is_firm and topics[first] < NAMED_UNRELATED:
        return Topic(max((name for name in topics if name != first), key=topics.__getitem__))
    return first


def _indication(reading: Reading, topic: Topic) -> str | None:
    how = reading.read.how
    if topic is Topic.UNRELATED:
        return None
    return None if reading.topics[Topic.UNRELATED] > DOUBTED.get(how, 1.0) else reading.read.slug


def _is_pending(read: ReadPost) -> bool:
    """A review by somebody who has not yet used the goods and praises or blames nothing about them."""
    return read.is_review and "@cue=pending" in read.marks and not any(hit.group.name in POLAR for hit in read.cues)


def _sentiment(reading: Reading) -> Sentiment:
    of_topics = [reading.topics[topic] for topic in OF_TOPIC]
    if _is_pending(reading.read):
        return Sentiment.NEUTRAL
    said, best = Sentiment.NEUTRAL, 0.0
    for one, shares in _SHARES:
        score = sum(map(mul, of_topics, shares)) * max(1e-6, reading.sentiments[one])
        said, best = (one, score) if score > best else (said, best)
    told = TOLD_TONE_UNNAMED if reading.read.slug is None else TOLD_TONE
    if reading.read.is_review and abs(reading.sound.tone) > told:
        return Sentiment.POSITIVE if reading.sound.tone > 0 else Sentiment.NEGATIVE
    return said


def _confidence(reading: Reading, topic: Topic, slug: str | None) -> float:
    own = reading.topics[topic]
    return own if slug is None else own * CONFIDENCE[reading.read.how]
