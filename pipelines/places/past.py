"""Names that places bore before, and how they are misspelt: for addresses, where a licence keeps its old wording.

The judgement of a listing's text does not read them: there 万县 or 郊区 says too little.
"""

import csv
from collections import defaultdict
from functools import cache

from pipelines.places.divisions import ORDINARY, Spelling, load_divisions, load_spellings, register_rows
from pipelines.text.folding import fold


@cache
def load_spellings_with_past() -> dict[str, tuple[Spelling, ...]]:
    """Folded spelling → the divisions that may be meant, those of divisions_past.csv included."""
    found = defaultdict(list, {text: list(spellings) for text, spellings in load_spellings().items()})
    divisions = load_divisions()
    for row in csv.DictReader(register_rows("divisions_past.csv")):
        division, name = divisions[row["code"]], row["name"]
        held = found[fold(name)]
        if all(one.division != division for one in held):
            held.append(Spelling(division, len(name) > 2 and name not in ORDINARY))
    return {text: tuple(spellings) for text, spellings in found.items()}
