"""The clues of one listing → its hits. Runs only where the first pass saw something."""

from collections.abc import Iterator

from pipelines.names.assembling import assembled
from pipelines.names.beside import Taken, altered_goods_after, drawn_goods_after, goods_after, goods_before, is_free
from pipelines.names.clue import Clue
from pipelines.names.clues import ClueTable
from pipelines.names.disguised import both_altered, place_before
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.initials import initials_before
from pipelines.names.letter_by_letter import plain_hit
from pipelines.names.neighbours import neighbour_hits
from pipelines.names.profile import Strength
from pipelines.names.texts import ListingText

LOOKS_MOST = 100
"""Second looks of each sort in one listing; a page with more repeats itself or was made to stall the reader."""
REPEATS_MOST = 12
"""Times that one word is read in one field."""
CLUES_FIRST, CLUES_LAST = 1_000, 300
"""Clues read of a page that has more than both; no honest page comes near."""
Seen = tuple[int, int, Clue]


class SecondLook:
    """Reads one listing."""

    def __init__(self, text: ListingText, table: ClueTable) -> None:
        self._text, self._table = text, table
        self._taken: Taken = []
        """What whole names own, neighbours' names too."""
        self._named: Taken = []
        """What names of indications own."""

    def read(self, found: list[tuple[int, int, int]]) -> tuple[NameHit, ...]:
        """All hits, in page order."""
        clues = self._table.clues
        if len(found) > CLUES_FIRST + CLUES_LAST:
            found = found[:CLUES_FIRST] + found[-CLUES_LAST:]
        seen = [(start, end, clues[number]) for start, end, number in found]
        if all(clue.is_goods_alone for _, _, clue in seen):
            return _surest(self._disguised_places(seen))
        hits = self._letter_by_letter(seen)
        hits += self._beside(seen)
        hits += self._disguised(seen)
        named = {hit.indication for hit in hits}
        hits += assembled(self._text, seen, named, self._named)
        return _surest(hits or neighbour_hits(self._text, seen))

    def _letter_by_letter(self, seen: list[Seen]) -> list[NameHit]:
        whole = [one for one in seen if one[2].forms or one[2].is_name]
        whole.sort(key=lambda one: (one[0], -one[1]))
        hits, reached = [], 0
        read: dict[tuple[str, int], int] = {}
        for start, end, clue in whole[: 2 * LOOKS_MOST]:
            if start < reached or self._is_repeated(read, start, clue):
                continue
            found = [
                hit
                for form in clue.forms
                if (hit := plain_hit(self._text, self._table.profiles[form.indication], form, start, end)) is not None
            ]
            hits += found
            owned = any(hit.kind is not NameKind.WEAK_ALIAS for hit in found)
            if clue.is_name or owned:
                self._taken.append((start, end))
                reached = end
            if owned:
                self._named.append((start, end))
        return hits

    def _is_repeated(self, read: dict[tuple[str, int], int], start: int, clue: Clue) -> bool:
        key = (clue.word, self._text.number(start))
        times = read[key] = read.get(key, 0) + 1
        return times > REPEATS_MOST

    def _free(self, seen: list[Seen]) -> Iterator[Seen]:
        """Occurrences that no whole name owns, LOOKS_MOST of them at most."""
        read: dict[tuple[str, int], int] = {}
        looked = 0
        for start, end, clue in seen:
            if not is_free((start, end), self._taken) or self._is_repeated(read, start, clue):
                continue
            yield start, end, clue
            looked += 1
            if looked == LOOKS_MOST:
                return

    def _beside(self, seen: list[Seen]) -> list[NameHit]:
        hits = []
        for start, end, clue in list(self._free([one for one in seen if one[2].heads])):
            for head in clue.heads:
                if head.strength is Strength.COUNTY:
                    continue
                after = goods_after(self._text, head, start, end, self._taken)
                if after is not None and after.kind is NameKind.ASSEMBLED:  # 冰酒 媲美桓仁 张掖威代尔: the nearer goods
                    after = goods_before(self._text, head, start, end, self._taken) or after
                hit = (
                    after
                    or altered_goods_after(self._text, head, start, end)
                    or drawn_goods_after(self._text, head, start, end)
                    or goods_before(self._text, head, start, end, self._taken)
                )
                if hit is not None:
                    hits.append(hit)
        return hits

    def _disguised(self, seen: list[Seen]) -> list[NameHit]:
        hits = self._disguised_places(seen)
        for start, end, clue in list(self._free([one for one in seen if one[2].bent])):
            for head in clue.bent:
                hit = both_altered(self._text, head, start, end)
                if hit is not None:
                    hits.append(hit)
        return hits

    def _disguised_places(self, seen: list[Seen]) -> list[NameHit]:
        hits: list[NameHit] = []
        for start, end, clue in list(self._free([one for one in seen if one[2].tails])):
            hits += place_before(self._text, clue, start, end) or initials_before(self._text, clue, start, end)
        return hits


def _surest(hits: list[NameHit]) -> tuple[NameHit, ...]:
    """Of hits of one indication that overlap, the surest; in the order in which they were found."""
    if not hits:
        return ()
    kept: dict[tuple[str, str], list[NameHit]] = {}
    for hit in sorted(hits, key=lambda one: -one.confidence):
        held = kept.setdefault((hit.indication, hit.field), [])
        if not any(hit.span[0] < one.span[1] and one.span[0] < hit.span[1] for one in held):
            held.append(hit)
    chosen = {id(hit) for held in kept.values() for hit in held}
    return tuple(hit for hit in hits if id(hit) in chosen)
