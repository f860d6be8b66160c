"""A mention → all that its words show before anything is concluded: the name, the places, the cues, the masked text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leads_db.records import Listing, Mention
from leads_db.register import Register
from pipelines.names.finder import NameFinder
from pipelines.names.hit import NameHit, NameKind
from pipelines.opinions.pointing import NOTHING, GoodsWords, Pointed, Pointing, PointingTable
from pipelines.opinions.post_text import Masked, PostText, mask, place_spans, read_post, stem
from pipelines.opinions.words import CueHit, load_cues, load_pointing
from pipelines.places.resolver import PlaceHit, PlaceResolver

_SURE = 0.45
"""Of a hit; below it stand the name's parts far apart and words that may mean other things."""
_QUESTION = re.compile(r"[?？]|吗|呢[。!]?$|怎么|如何|为什么|为啥|凭什么|凭啥|求")
_PLATFORM_KINDS = {
    "tousu": "complaint",
    "12315": "complaint",
    "heimao": "complaint",
    "people_board": "board",
    "samr_board": "board",
    "rednet_board": "board",
    "jd": "review",
    "tmall": "review",
    "taobao": "review",
    "pdd": "review",
    "meituan": "review",
    "other": "review",
    "zhihu": "asking",
    "tieba": "forum",
    "douban": "forum",
    "weixin": "article",
    "toutiao": "article",
    "news": "article",
}
SHORT, LONG = 16, 120
TARGET_CAP = 100
"""Characters of a forum's or shop's name that are read."""


@dataclass(frozen=True, slots=True)
class ReadPost:
    """What one post shows. Spans are of the folded text."""

    post: PostText
    slug: str | None
    how: Pointing
    name_spans: tuple[tuple[int, int], ...]
    """Where the words stand that name or point to it."""
    written: tuple[tuple[int, int], ...]
    """Where names of any indication are written."""
    places: tuple[PlaceHit, ...]
    outside: tuple[tuple[int, int], ...]
    """Places that lie outside the area."""
    cues: tuple[CueHit, ...]
    masked: Masked
    marks: tuple[str, ...]
    is_review: bool
    """Written under goods that were bought, or nobody says where."""
    others: tuple[str, ...] = ()
    """Further indications that are written."""


class PostReader:
    """Built once per process from a register; holds no state between posts."""

    def __init__(self, register: Register, finder: NameFinder | None = None) -> None:
        """`finder`: the judgement's, where it is at hand."""
        self._finder = finder or NameFinder(register.indications.values())
        self._pointing = PointingTable(register.indications.values(), load_pointing())
        self._goods = GoodsWords(register.indications.values())
        self._resolver = PlaceResolver()
        self._cues = load_cues()
        local = [one for one in register.indications.values() if one.scope == "local"]
        cities = tuple(dict.fromkeys(code[:4] for one in local for code in one.area.codes))
        self._stems = {slug: tuple(map(stem, one.area.codes)) or cities for slug, one in register.indications.items()}
        self._cities = cities
        self._local = frozenset(one.slug for one in local)

    def is_local(self, slug: str | None) -> bool:
        """The indication is one of the cities that this installation works for."""
        return slug in self._local

    def read(self, mention: Mention) -> ReadPost:
        """Never raises, whatever the text holds."""
        post = read_post(mention.title, mention.text)
        named = self._names(post)
        pointed = named[0] if named else self._pointing.point(post.folded.text)
        if pointed.slug is None and mention.target:
            pointed = self._stands_under(mention.target)
        slug = pointed.slug
        places = self._resolver.find_folded(post.folded)
        spans = place_spans(post, places, self._cities if slug is None else self._stems[slug])
        names = tuple(span for one in named for span in one.spans)
        cues = tuple(self._cues.find(post.folded.text))
        is_named = slug is not None and pointed.how in (Pointing.NAMED, Pointing.LIKENED)
        outside = tuple((start, end) for start, end, inside in spans if not inside)
        return ReadPost(
            post=post,
            slug=slug,
            how=pointed.how,
            name_spans=pointed.spans,
            written=names,
            places=places,
            outside=tuple(span for span in outside if not _overlaps(span, names)),
            cues=cues,
            masked=mask(post, names if is_named else (), spans, self._goods.find(post.folded.text)),
            marks=(
                *self._marks(mention, post, pointed, spans),
                *dict.fromkeys(f"@cue={hit.group.name}" for hit in cues),
            ),
            is_review=_kind_of(mention.platform) == "review",
            others=tuple(one.slug for one in named[1:] if one.slug is not None),
        )

    def _names(self, post: PostText) -> list[Pointed]:
        """Each indication written, ours before the national ones, then in the order of the text."""
        hits = self._finder.find(Listing(platform="", item_id="", title=post.raw))
        grouped: dict[str, list[NameHit]] = {}
        for hit in hits:
            grouped.setdefault(hit.indication, []).append(hit)
        found = [_written(slug, held, post) for slug, held in grouped.items()]
        order = {Pointing.NAMED: 0, Pointing.LIKENED: 1}
        return sorted(found, key=lambda one: (order[one.how], not self.is_local(one.slug)))

    def _stands_under(self, target: str) -> Pointed:
        """What the name of a forum, thread or shop points to where it writes an indication's name out."""
        found = [one for one in self._names(read_post(None, target[:TARGET_CAP])) if one.how is Pointing.NAMED]
        return Pointed(found[0].slug, Pointing.CONTEXT) if found else NOTHING

    def _marks(
        self, mention: Mention, post: PostText, pointed: Pointed, spans: Sequence[tuple[int, int, bool]]
    ) -> list[str]:
        scope = "none" if pointed.slug is None else "local" if self.is_local(pointed.slug) else "national"
        marks = [
            f"@author={mention.author_kind}",
            f"@platform={_kind_of(mention.platform)}",
            f"@how={pointed.how}",
            f"@scope={scope}",
        ]
        length = len(post.folded.text)
        marks += ["@short"] if length < SHORT else ["@long"] if length > LONG else []
        marks += ["@question"] if _QUESTION.search(post.folded.text) else []
        marks += ["@titled"] if post.title_length else []
        marks += ["@outside"] if any(not inside for _, _, inside in spans) else []
        return marks


def _kind_of(platform: str) -> str:
    return "review" if platform.endswith("_review") else _PLATFORM_KINDS.get(platform, "talk")


def _written(slug: str, hits: Sequence[NameHit], post: PostText) -> Pointed:
    firm = any(hit.confidence >= _SURE and hit.kind is not NameKind.ASSEMBLED for hit in hits)
    spans = tuple(post.folded_span(*hit.span) for hit in hits)
    return Pointed(slug, Pointing.NAMED if firm else Pointing.LIKENED, spans)


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
