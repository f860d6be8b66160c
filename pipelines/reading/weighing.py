"""The rules' verdict and the second reading → the verdict that stands.

The reading knows what the rules said of the page, and how far to trust it was fitted too; so it decides, but for what
the list of users and the names found decide. Wording alone, without a bare fact beside it, accuses nobody.
"""

from collections.abc import Mapping

from leads_db.records import Act, Verdict
from pipelines.facts.area import Relation
from pipelines.facts.bundle import Facts
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.name_role import Role
from pipelines.facts.standing import Relationship, Standing
from pipelines.reading.blanked import PLACES
from pipelines.reading.reader import Reading
from pipelines.verdict import Conclusion

HOLDS, HOLDS_BY_LIST, ACCUSES = 0.9, 0.5, 0.75
"""Share of infringing pages among those alike from which an accusation by the rules stands; the same for one that rests
on a list or a number (a sign without right, a price); and from which the reading accuses where the rules do not. It
knows what they said, and where both are wrong together it is surer of itself. An honest seller accused costs more than
a lead that a person must look into first. Read off authors left out of the fitting (docs/judgement.md §2b)."""
BY_LIST = frozenset({Act.SPECIAL_SIGN_MISUSE, Act.IMPLAUSIBLE_SUPPLY})
FIXED = (Verdict.IRREGULAR_USE, Verdict.UNRELATED)
"""They follow from the list of users and from the names found, which no wording changes; nor does it fill a bag."""


def decides(said: Conclusion, reading: Reading) -> bool:
    """False where lists and names decide, where empty bags are sold, and for a title alone, which is no page."""
    return said.verdict not in FIXED and Act.PACKAGING_FOR_SALE not in said.acts and not reading.is_thin


def reconsider(facts: Facts, said: Conclusion, reading: Reading) -> Conclusion:
    """The conclusion after the second reading."""
    if not decides(said, reading):
        return said
    accused = said.verdict is Verdict.INFRINGING
    if reading.infringing >= _least(said):
        if accused or _has_bare_fact(facts):
            return Conclusion(Verdict.INFRINGING, reading.acts(said.acts))
        return said
    best = _best_other(reading.verdicts)
    if best is Verdict.UNLICENSED_LOCAL and _is_of_a_user(facts.standing):
        return said  # who stands on the list is not taken off it by wording
    return Conclusion(best)


def _least(said: Conclusion) -> float:
    if said.verdict is not Verdict.INFRINGING:
        return ACCUSES
    return HOLDS if BY_LIST.isdisjoint(said.acts) else HOLDS_BY_LIST


def _best_other(shares: Mapping[str, float]) -> Verdict:
    others = [one for one in Verdict if one not in (*FIXED, Verdict.INFRINGING)]
    return max(others, key=lambda one: shares.get(one, 0.0))


def _is_of_a_user(standing: Standing) -> bool:
    """A bare code, which anybody can print, is no right."""
    return standing.user is not None and standing.relationship is not Relationship.CODE_ONLY


def _has_bare_fact(facts: Facts) -> bool:
    """Something on the page that can be pointed at: wording alone accuses nobody, nor where the seller sits.

    A place outside that is named, a comparison, a sign where the list is known, another process; a variety word
    alone, which is nobody's name (刺五加 from 伊春), is no such thing.
    """
    if not facts.is_called_firmly and all(use.role is Role.GOODS for use in facts.uses):
        return False
    spoken = facts.used_as(Role.KIND, Role.COMPARED, Role.CONTRASTED, Role.KEYWORD, Role.SELLER, Role.QUOTED)
    signs = facts.signs and facts.standing.list_known
    return bool(_names_outside(facts) or spoken or signs or facts.process.foreign or facts.process.blend)


def _names_outside(facts: Facts) -> bool:
    claimed = any(claim.kind is not ClaimKind.ADDRESS for claim in facts.outside)
    return claimed or any(letter == PLACES[Relation.OUTSIDE] for text in facts.blanked for _, letter in text.pieces)
