"""Place word in one field, goods word in another → a loose hit; only where nothing nearer was found."""

from collections.abc import Collection, Sequence

from pipelines.names.beside import Taken, is_free
from pipelines.names.boundaries import begins_another_word, is_cut_out, is_other_goods
from pipelines.names.clue import Clue
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.profile import Head, Strength
from pipelines.names.texts import ListingText
from pipelines.names.writing import hit_at, spot

CONFIDENCE = 0.3
_GOODS_FIELDS = ("title", "image_texts", "attributes")


def assembled(
    text: ListingText, seen: Sequence[tuple[int, int, Clue]], named: Collection[str], taken: Taken
) -> list[NameHit]:
    """One hit for each indication that is not `named` yet: at the place word, the goods standing elsewhere."""
    free = ((start, end, clue) for start, end, clue in seen if clue.tails and is_free((start, end), taken))
    goods = {clue.word for start, end, clue in free if _is_goods(text, start, end)}
    if not goods:
        return []
    hits: dict[str, NameHit] = {}
    for start, end, clue in seen:
        for head in clue.heads:
            slug = head.profile.slug
            if slug in named or slug in hits or not _is_place(head, bool(named)):
                continue
            if goods.intersection(head.far_goods) and not is_cut_out(spot(text, start, end), len(head.plain)):
                hits[slug] = hit_at(spot(text, start, end), slug, NameKind.ASSEMBLED, head.profile.name, CONFIDENCE)
    return list(hits.values())


def _is_goods(text: ListingText, start: int, end: int) -> bool:
    if not text.name(text.number(start)).startswith(_GOODS_FIELDS):
        return False
    return not begins_another_word(text.text[end - 1 : end + 2]) and not is_other_goods(text.text[start : end + 4])


def _is_place(head: Head, others: bool) -> bool:
    return len(head.plain) > 1 and not head.is_latin and not (others and head.strength is Strength.COUNTY)
