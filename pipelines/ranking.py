"""Which of several indications on one page the offer is about."""

from pipelines.facts.bundle import LOOSE, Facts
from pipelines.facts.name_role import Role
from pipelines.facts.page import Place

_ROLE_RANK = {
    Role.GOODS: 0,
    Role.KIND: 0,
    Role.COMPARED: 1,
    Role.KEYWORD: 2,
    Role.SELLER: 2,
    Role.NEGATED: 2,
    Role.CONTRASTED: 3,
    Role.INGREDIENT: 3,
    Role.QUOTED: 4,
}
_PLACE_RANK = {Place.TITLE: 0, Place.PICTURE: 1, Place.ATTRIBUTE: 1, Place.SHOP: 2, Place.DESCRIPTION: 3}


def rank_key(facts: Facts) -> tuple[float, ...]:
    """Smaller is more relevant: role, place, surer, longer, earlier; local before national at a tie and in pieces."""
    best = (
        min(
            (
                _ROLE_RANK[use.role],
                _PLACE_RANK.get(use.place, 4),
                -round(use.hit.confidence, 1),
                -len(use.hit.form),
                use.hit.span[0],
            )
            for use in facts.uses
        )
        if facts.uses
        else (9, 9, 0.0, 0, 0)
    )
    pieced = all(use.kind in LOOSE for use in facts.uses)
    abroad = facts.indication.scope != "local"
    return (pieced, pieced and abroad, *best, abroad)
