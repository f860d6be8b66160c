"""What people say of an indication: the analysis of one post, the posts folded into events, the alerts they raise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Topic(StrEnum):
    """What a post is about; one word a post."""

    COUNTERFEIT_COMPLAINT = "counterfeit_complaint"
    QUALITY_COMPLAINT = "quality_complaint"
    PRICE_COMPLAINT = "price_complaint"
    ENFORCEMENT_NEWS = "enforcement_news"
    RIGHTS_DISPUTE = "rights_dispute"
    PROMOTION = "promotion"
    KNOWLEDGE = "knowledge"
    UNRELATED = "unrelated"


COMPLAINTS = frozenset({Topic.COUNTERFEIT_COMPLAINT, Topic.QUALITY_COMPLAINT, Topic.PRICE_COMPLAINT})
"""Topics whose bursts open a collection."""


class Sentiment(StrEnum):
    """Towards the goods under the name, not towards the world."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a post that carry a conclusion."""

    field: str
    """`title`, `text`, `target` or `reply` of the mention."""
    span: tuple[int, int]
    """Characters of that field, end excluded."""
    text: str
    """As it stands there."""
    why: str
    """What these words show, in Chinese for the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenOf:
    """A shop, platform or place that a post names."""

    text: str
    """As it stands in the post."""
    field: str
    span: tuple[int, int]
    confidence: float
    """0..1."""
    id: str | None = None
    """Platform id or division code where it is known; None for shops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """What the machine reads in one post about one indication; never edited, only superseded."""

    mention_key: str
    indication: str | None
    """Slug; None when the post speaks of none of ours (a namesake, other goods)."""
    topic: Topic
    sentiment: Sentiment
    alert: bool
    """True where the centre should see the post the same day."""
    confidence: float
    """0..1, of the topic."""
    quotes: tuple[Quote, ...] = ()
    shops: tuple[SpokenOf, ...] = ()
    platforms: tuple[SpokenOf, ...] = ()
    places: tuple[SpokenOf, ...] = ()
    model_version: str = ""


class Level(StrEnum):
    """How grave an alert is: 蓝 黄 橙 红, rising."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class AlertState(StrEnum):
    """What a person did about an alert."""

    OPEN = "open"
    SEEN = "seen"
    MISREPORT = "misreport"
    REPORTED = "reported"
    """A special report was made of it."""


class FoldKind(StrEnum):
    """A person's correction of the folding; later folding respects it."""

    SPLIT = "split"
    MERGE = "merge"


class CandidateState(StrEnum):
    """What became of a lead candidate that a post named."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A mention with its view, as folding and counting need it."""

    mention_id: int
    key: str
    platform: str
    indication: str
    topic: Topic
    sentiment: Sentiment
    alert: bool
    at: datetime
    """When it was posted; where the source states no time, when it was first seen."""
    text: str
    """Title and text together."""
    title: str = ""
    names: tuple[str, ...] = ()
    """Shops and places that it names; two texts that name other ones are not one."""
    url: str | None = None
    author_kind: str = "unknown"
    like_count: int | None = None
    """None: the source told none."""
    comment_count: int | None = None
    repost_count: int | None = None
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What the posts of an event tell of their audience; a count that was not told is in no sum."""

    likes: int
    comments: int
    reposts: int
    told: int
    """Posts that told any of the three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurningPoint:
    """One moment of an event's course."""

    at: datetime
    kind: str
    """`first`, `source` (another platform), `author` (media, an office, a merchant), `peak` or `last`."""
    mention_id: int
    text: str
    """In Chinese, for the timeline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionEvent:
    """Posts that carry one text on, folded: reposts and rewrites of it."""

    id: int
    indication: str
    topic: Topic
    """Of most of its posts."""
    title: str
    """Of the first post, capped."""
    first_mention: int
    first_at: datetime
    last_at: datetime
    peak_at: datetime
    """Start of the hour with most posts."""
    post_count: int
    negative_count: int
    sources: Mapping[str, int]
    """Platform → posts."""
    reach: Reach
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAlert:
    """A burst of one indication and topic; one row as long as it lasts, its level only rises."""

    id: int
    indication: str
    topic: Topic
    level: Level
    state: AlertState
    began_at: datetime
    """Start of the window that was a burst first."""
    raised_at: datetime
    """When it was first noticed."""
    last_at: datetime
    """When the burst was last seen going on."""
    observed: int
    """Posts in its fullest window of the present level."""
    expected: float
    """Posts in such a window by its own history."""
    sources: tuple[str, ...]
    event: int | None
    """The event with most posts in the burst."""
    why: str
    """In Chinese: the numbers that raised it."""
    handled_by: str = ""
    handled_at: datetime | None = None
    reason: str = ""
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCandidate:
    """A shop or link that a post names; becomes a lead only when a person accepts it."""

    id: int
    mention_id: int
    indication: str
    kind: str
    """`link` or `shop`."""
    platform: str
    """Platform id; empty for a shop that no known seller is called."""
    text: str
    """Shop name as written, or the checked address."""
    seller_key: str | None
    """Of the known seller of this name; None: not known."""
    state: CandidateState
    made_at: datetime
    post_count: int
    """Posts that name it."""
    lead: str | None = None
    """Number of the lead that it was accepted into."""
    handled_by: str = ""
    reason: str = ""
    is_practice: bool = False
