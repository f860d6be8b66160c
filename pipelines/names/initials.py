"""The place part by its initials before the goods letter by letter: HR大米, DYY绞胎瓷."""

import re

from pipelines.names.clue import Clue
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.profile import Head
from pipelines.names.texts import ListingText
from pipelines.names.writing import hit_at, spot

CONFIDENCE = 0.5
_RUN = re.compile(r"[a-z]{2,4}$")


def initials_before(text: ListingText, clue: Clue, start: int, end: int) -> list[NameHit]:
    """Capital initials of a place of two characters or more; nothing where two indications share them."""
    run = _RUN.search(text.text, max(0, start - 4), start)
    if run is None:
        return []
    heads = [head for head in clue.tails if head.profile.is_local and _initials(head) == run.group()]
    place = spot(text, run.start(), end)
    if len({head.profile.slug for head in heads}) != 1 or not place.stands_alone():
        return []
    if "".join(letter for letter in place.quote if letter.isascii() and letter.isalpha()) != run.group().upper():
        return []
    return [hit_at(place, heads[0].profile.slug, NameKind.ROMANISED, heads[0].plain + clue.word, CONFIDENCE)]


def _initials(head: Head) -> str:
    return "".join(sound[0] for sound in head.sounds) if len(head.sounds) > 1 else ""
