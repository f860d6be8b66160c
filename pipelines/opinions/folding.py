"""Posts → which event each belongs to: reposts and rewrites of one text within a window of time, one indication."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads_db.records.opinion import Post
from pipelines.opinions.likeness import Form, pick_marks, read_form, read_shingles, score_held, score_likeness

WINDOW = timedelta(days=7)
"""A text that was silent for longer begins a new event."""
TRIED = 8
"""Texts compared with a new one, those with most marks in common first."""
COMMON = 200
"""A mark of more texts is a stock phrase and finds nothing."""
KIN = 0.2
"""Share of shingles a text must have in common with the first of its event, so that an event does not drift."""
KNOWN = 0.85
"""A text so like another is found through that one and needs no marks of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Where one post goes."""

    mention_id: int
    event: int
    """Number of a stored event, negative for a new one."""
    root: int
    """Mention id of the text that it was folded to; its own for a first one."""
    form: str
    similarity: float


@dataclass(slots=True)
class _Text:
    form: Form
    event: int
    root: int
    mention_id: int
    last_at: datetime
    indexed_in: int


class Folder:
    """The texts of one indication that are still spoken of. Feed it posts in the order of time."""

    def __init__(self) -> None:
        self._by_form: dict[str, _Text] = {}
        self._roots: dict[int, _Text] = {}
        self._marks: tuple[dict[int, list[_Text]], dict[int, list[_Text]]] = ({}, {})
        self._generation = 0
        self._begun: datetime | None = None
        self._new = 0

    def know(self, post: Post, *, event: int, root: int) -> None:
        """Take in a post that is folded already; of equal texts the one told last counts."""
        form = read_form(post.text, post.names)
        self._keep(post, form, event, root)

    def fold(self, post: Post) -> Fold:
        """Where the post goes; it is taken in."""
        form = read_form(post.text, post.names)
        same = self._by_form.get(form.digest)
        if same is not None and not form.is_short and abs(post.at - same.last_at) <= WINDOW:
            same.last_at = max(same.last_at, post.at)
            return self._told(post, form, same, 1.0)
        found, score = self._find(form, post.at) if not form.is_short else (None, 0.0)
        if found is None:
            self._new -= 1
            kept = self._keep(post, form, self._new, post.mention_id)
            return self._told(post, form, kept, 1.0)
        found.last_at = max(found.last_at, post.at)
        if found.indexed_in != self._generation:
            self._index(found)
        if score < KNOWN:
            self._keep(post, form, found.event, found.root)
        return self._told(post, form, found, score)

    def _told(self, post: Post, form: Form, text: _Text, score: float) -> Fold:
        return Fold(
            mention_id=post.mention_id, event=text.event, root=text.root, form=form.digest, similarity=round(score, 3)
        )

    def _find(self, form: Form, at: datetime) -> tuple[_Text | None, float]:
        hits: Counter[int] = Counter()
        texts: dict[int, _Text] = {}
        shingles = read_shingles(form.text)
        for marks in self._marks:
            for shingle in shingles:
                held = marks.get(shingle)
                if held is not None and len(held) <= COMMON:
                    for text in held:
                        hits[id(text)] += 1
                        texts[id(text)] = text
        best, best_score = None, 0.0
        for number, _ in hits.most_common(TRIED):
            text = texts[number]
            if abs(at - text.last_at) <= WINDOW:
                score = score_likeness(form, text.form)
                if score > best_score and self._is_kin(form, text):
                    best, best_score = text, score
        return best, best_score

    def _is_kin(self, form: Form, text: _Text) -> bool:
        root = self._roots.get(text.root, text)
        return root is text or score_held(form, root.form) >= KIN

    def _keep(self, post: Post, form: Form, event: int, root: int) -> _Text:
        text = _Text(form, event, root, post.mention_id, post.at, self._generation)
        if root == post.mention_id:
            self._roots[root] = text
        if not form.is_short:
            self._by_form[form.digest] = text
            self._turn(post.at)
            self._index(text)
        return text

    def _index(self, text: _Text) -> None:
        text.indexed_in = self._generation
        for mark in pick_marks(read_shingles(text.form.text)):
            held = self._marks[0].setdefault(mark, [])
            if len(held) <= COMMON:
                held.append(text)

    def _turn(self, at: datetime) -> None:
        """Forget what has been silent for a whole window: the marks stand in two generations of that length."""
        if self._begun is None:
            self._begun = at
        elif at - self._begun > WINDOW:
            self._marks = ({}, self._marks[0])
            self._generation, self._begun = self._generation + 1, at
            old = at - WINDOW
            self._by_form = {digest: text for digest, text in self._by_form.items() if text.last_at >= old}
            live = {text.root for text in self._by_form.values()}
            self._roots = {root: text for root, text in self._roots.items() if root in live or text.last_at >= old}


def fold_posts(posts: Iterable[Post]) -> list[Fold]:
    """The folds of posts of any indications, in the order of time; events are numbered -1, -2, … over all of them."""
    folders: dict[str, Folder] = {}
    numbers: dict[tuple[str, int], int] = {}
    folds = []
    for post in sorted(posts, key=lambda one: (one.at, one.mention_id)):
        found = folders.setdefault(post.indication, Folder()).fold(post)
        number = numbers.setdefault((post.indication, found.event), -len(numbers) - 1)
        folds.append(
            Fold(
                mention_id=found.mention_id,
                event=number,
                root=found.root,
                form=found.form,
                similarity=found.similarity,
            )
        )
    return folds
