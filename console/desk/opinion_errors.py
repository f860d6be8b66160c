"""How often the machine's reading of feelings is wrong, as measured; a test holds the file to the frozen figures."""

import json
from functools import cache
from importlib.resources import files

from console.desk.language import translated as _

UNSEEN, REAL = "posts blind3", "posts: real reviews"


@cache
def load_errors() -> dict[str, dict[str, float]]:
    """Set → measure → figure, as `gi-leads bench posts` froze them."""
    found: dict[str, dict[str, float]] = json.loads(
        files("console.desk").joinpath("opinion_errors.json").read_text("utf-8")
    )
    return found


def sentiment_error() -> str:
    """The measured error in one clause, for the chart of feelings."""
    found = load_errors()
    return _(
        "未见过的编写帖文宏 F1 {unseen}，真实购物评论判错约 {wrong}",
        unseen=f"{found[UNSEEN]['sentiment macro-F1']:.2f}",
        wrong=f"{1 - found[REAL]['shopping reviews, sentiment']:.0%}",
    )
