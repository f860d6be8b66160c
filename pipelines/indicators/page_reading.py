"""The page as a whole, read beside labelled pages with all names and places blanked."""

from pipelines.facts.bundle import Facts
from pipelines.facts.name_role import Role
from pipelines.indicators.seen import UNSEEN, Seen, clear, found
from pipelines.reading.reader import Reading

LIKE_INFRINGING, UNLIKE = 0.5, 0.1
_ACCUSING = (Role.KIND, Role.COMPARED, Role.KEYWORD, Role.SELLER)


def page_reading(facts: Facts, reading: Reading) -> Seen:
    """The whole page reads like pages that were labelled infringing, whatever name and place stand in it.

    Basis: labelled pages of the bench, names and places blanked (docs/judgement.md §2); a clue that a person checks.
    Score: share of infringing pages among those alike, from 0.5.
    Clear: a share under 0.1 although the page names a place outside or sets the name beside its goods.
    """
    share = reading.infringing
    if share >= LIKE_INFRINGING:
        quote = reading.loudest()
        if quote is None:
            return UNSEEN
        place = reading.outside_in(quote)
        told = f"，其中“{place}”不在保护范围内" if place else ""
        return found(share, f"通读全页，“{quote.text}”一类写法与已判侵权的样本相近{told}，须人工核实。", quote)
    if share <= UNLIKE and (facts.outside or facts.used_as(*_ACCUSING)):
        return clear(1.0 - share, "通读全页，写法与已判侵权的样本不相近。")
    return UNSEEN
