"""How a text sounds, whatever it is about: more pleased than displeased, or the other way.

One linear model over n-grams, fitted on reviews of herbs (MIT, see tone.NOTICE.txt) and on the project's own composed
ones. It knows nothing of indications; `analysis` uses it as one mark among others, and for reviews of anything else.
"""

from functools import cache

from pipelines.opinions.post_text import PostText
from pipelines.opinions.scoring import LinearModel, load_model
from pipelines.opinions.words import CueHit

STEP = 1.5
"""Log odds of one step of the mark."""
STEPS = 3
_DIGITS = str.maketrans("123456789", "0" * 9)


def tone_text(folded: str) -> str:
    """What the model reads: the folded text with every digit 0."""
    return folded.strip("\n").translate(_DIGITS)


def tone_marks(cues: tuple[CueHit, ...]) -> tuple[str, ...]:
    """The groups of cues as marks."""
    return tuple(dict.fromkeys(f"@cue={hit.group.name}" for hit in cues))


@cache
def load_tone() -> LinearModel:
    """The packaged weights. Raises RegisterFileBroken."""
    return load_model("tone.txt")


def read_tone(post: PostText, cues: tuple[CueHit, ...], model: LinearModel) -> float:
    """Log odds of pleased against displeased; 0.0 says nothing."""
    scores = model.score(model.read(tone_text(post.folded.text), tone_marks(cues)))
    return scores["tone:positive"] - scores["tone:negative"]


def tone_mark(tone: float) -> str:
    """`@tone=-3` … `@tone=3`."""
    return f"@tone={max(-STEPS, min(STEPS, round(tone / STEP)))}"
