"""How a text sounds, whatever it is about: pleased or displeased, and whether it tells of food that is not safe.

One linear model over n-grams, fitted on reviews of herbs (MIT, see tone.NOTICE.txt) and on the project's own composed
ones. It knows nothing of indications; `analysis` uses it as one mark among others, and for reviews of anything else.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipelines.opinions.post_text import PostText, digits_blanked
from pipelines.opinions.scoring import LinearModel, load_model
from pipelines.opinions.words import CueHit

STEP = 1.5
"""Log odds of one step of the mark."""
STEPS = 3
BALANCE = 4
"""Words beyond which more of them say nothing more."""
POLAR = {"praise": 1, "positive": 1, "negative": -1, "quality": -1, "false_goods": -1, "safety": -1}
"""Groups of cues that sound pleased or displeased."""
_TURNS = re.compile(r"(?:不|没|没有|无|毫无|未|(?<!特)别|(?<!除)非|莫)(?:是|太|很|怎么|那么|够|算|再|见)?$")


class Sound(NamedTuple):
    """Log odds; 0.0 says nothing."""

    tone: float
    """Of pleased against displeased."""
    safety: float
    """Of telling of food that is not safe."""
    found: Sequence[tuple[int, int, int]]
    """What the model knew: (start, end, number)."""
    before: int
    """Characters of the folded text before the first that the model read."""


def tone_text(folded: str) -> str:
    """What the model reads: the folded text with every digit 0."""
    return digits_blanked(folded.strip("\n"))


def tone_marks(cues: Sequence[CueHit], folded: str) -> tuple[str, ...]:
    """The groups of cues, how many words are pleased beyond those that are not, and how the last one sounds.

    A word behind 不, 没 and the like says the opposite: its group is `@not=…`.
    """
    marks, said = [], []
    for hit in cues:
        sign = POLAR.get(hit.group.name, 0)
        is_turned = sign != 0 and _TURNS.search(folded, max(0, hit.start - 4), hit.start) is not None
        marks.append(f"@not={hit.group.name}" if is_turned else f"@cue={hit.group.name}")
        if sign:
            said.append(-sign if is_turned else sign)
    if said:
        marks += [f"@balance={max(-BALANCE, min(BALANCE, sum(said)))}", f"@last={said[-1]}"]
    return tuple(dict.fromkeys(marks))


@cache
def load_tone() -> LinearModel:
    """The packaged weights. Raises RegisterFileBroken."""
    return load_model("tone.txt")


def read_tone(post: PostText, cues: Sequence[CueHit], model: LinearModel) -> Sound:
    """How a post sounds."""
    folded = post.folded.text
    found = model.read(tone_text(folded), tone_marks(cues, folded))
    scores = model.score(found)
    return Sound(
        tone=scores["tone:positive"] - scores["tone:negative"],
        safety=scores["safety:1"] - scores["safety:0"],
        found=found,
        before=len(folded) - len(folded.lstrip("\n")),
    )


def tone_mark(tone: float) -> str:
    """`@tone=-3` … `@tone=3`."""
    return f"@tone={max(-STEPS, min(STEPS, round(tone / STEP)))}"
