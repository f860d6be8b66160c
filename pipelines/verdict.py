"""Findings → verdict and acts, by ordered rules (docs/judgement.md): name, other goods, right, origin, wording."""

from dataclasses import dataclass

from leads_db.records import Act, FindingState, Verdict
from pipelines.facts.bundle import LOOSE, Facts
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.goods import Form
from pipelines.facts.name_role import Role
from pipelines.facts.origin_claim import OriginClaim
from pipelines.facts.page import Place
from pipelines.facts.standing import Relationship
from pipelines.indicators.origin import DECIDES, outside_strength
from pipelines.indicators.seen import Seen

FORGED = 0.5
"""Strength from which a contradicted origin accuses a seller who does not use the name."""
STATED, TOLD = 0.8, 0.65
"""Strength from which one claim says that a listed user's own goods are from outside: printed, and told in words."""
PRINTED_ORIGINS = (ClaimKind.FIELD, ClaimKind.LABEL, ClaimKind.RAW)
_AS_NAME = (Role.GOODS, Role.KIND, Role.COMPARED, Role.KEYWORD)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What follows from the findings."""

    verdict: Verdict
    acts: tuple[Act, ...] = ()


class _Findings:
    """Look-ups over what the indicators saw."""

    def __init__(self, seen: dict[str, Seen]) -> None:
        self._found = {name: one.strength for name, one in seen.items() if one.state is FindingState.FOUND}
        self._clear = {name for name, one in seen.items() if one.state is FindingState.CLEAR}

    def has(self, name: str, least: float = 0.01) -> bool:
        return self._found.get(name, 0.0) >= least

    def is_clear(self, name: str) -> bool:
        return name in self._clear


def conclude(facts: Facts, seen: dict[str, Seen]) -> Conclusion:
    """The first rule that applies decides."""
    found = _Findings(seen)
    for rule in (_no_use, _packaging, _other_goods, _listed_user, _forged, _not_as_name, _without_right):
        conclusion = rule(facts, found)
        if conclusion is not None:
            return conclusion
    return Conclusion(Verdict.INSUFFICIENT)


def _no_use(facts: Facts, found: _Findings) -> Conclusion | None:
    return None if facts.uses else Conclusion(Verdict.UNRELATED)


def _packaging(facts: Facts, found: _Findings) -> Conclusion | None:
    if facts.goods.form is Form.PACKAGING_GENERIC:
        return Conclusion(Verdict.INSUFFICIENT)
    if not found.has("empty_packaging"):
        return None
    acts = [Act.PACKAGING_FOR_SALE]
    if any(claim.strength >= 1.0 for claim in facts.signs):
        acts.append(Act.SPECIAL_SIGN_MISUSE)
    return Conclusion(Verdict.INFRINGING, tuple(acts))


def _other_goods(facts: Facts, found: _Findings) -> Conclusion | None:
    return Conclusion(Verdict.LAWFUL) if found.is_clear("goods_are_other") else None


def _listed_user(facts: Facts, found: _Findings) -> Conclusion | None:
    standing = facts.standing
    if standing.user is None or standing.relationship is Relationship.CODE_ONLY:
        return None
    outside = any(claim.strength >= (TOLD if claim.kind is ClaimKind.GROWN else STATED) for claim in facts.outside)
    own = standing.relationship is Relationship.OWN
    if outside and not found.has("goods_blended") and (own or outside_strength(facts) >= DECIDES):
        return None  # origin first: judged like anybody else
    if not facts.used_as(Role.GOODS, Role.KIND, Role.SELLER, Role.KEYWORD, Role.COMPARED):
        return None
    sign = bool(facts.signs)
    if found.has("goods_blended") or found.has("foreign_process"):
        return Conclusion(Verdict.IRREGULAR_USE, (Act.OFF_STANDARD,))
    if found.has("sign_code_wrong"):
        return Conclusion(Verdict.IRREGULAR_USE, (Act.SPECIAL_SIGN_MISUSE,))
    if found.has("authorisation_not_in_term") or found.has("goods_not_covered"):
        return Conclusion(Verdict.IRREGULAR_USE, (Act.SPECIAL_SIGN_MISUSE,) if sign else ())
    if found.has("ordinary_standard"):
        return Conclusion(Verdict.IRREGULAR_USE, (Act.OFF_STANDARD,))
    return Conclusion(Verdict.LAWFUL)


def _forged(facts: Facts, found: _Findings) -> Conclusion | None:
    """The name is not used, but a field states its area while label or raw goods name another place."""
    if facts.used_as(Role.NEGATED, Role.CONTRASTED, Role.INGREDIENT) or not facts.goods.named:
        return None
    told = facts.inside and _is_printed(facts.inside[0])
    denied = facts.outside and _is_printed(facts.outside[0])
    if not (told and denied and found.has("origin_contradicted", FORGED)) or facts.used_as(*_AS_NAME):
        return None
    return Conclusion(Verdict.INFRINGING, (Act.FALSE_ORIGIN,))


def _is_printed(claim: OriginClaim) -> bool:
    """True for an origin in a field, on a label or a picture."""
    on_picture = claim.quote.field.startswith("image_texts")
    return claim.kind in PRINTED_ORIGINS or (claim.kind is ClaimKind.GROWN and on_picture)


def _not_as_name(facts: Facts, found: _Findings) -> Conclusion | None:
    """No use calls the goods by the name, and none rides on it."""
    if facts.used_as(Role.KIND, Role.COMPARED, Role.KEYWORD, Role.SELLER):
        return None
    called = facts.used_as(Role.GOODS)
    if any(use.place is not Place.DESCRIPTION for use in called):
        return None
    told_apart = facts.used_as(Role.NEGATED, Role.CONTRASTED, Role.INGREDIENT)
    if called and facts.goods.named and not told_apart:
        return None
    return Conclusion(Verdict.LAWFUL)


def _without_right(facts: Facts, found: _Findings) -> Conclusion:
    """Nobody on the list stands behind the offer."""
    outside = found.has("origin_outside_area", DECIDES)
    inside = found.is_clear("origin_inside_area") and not outside
    acts = _acts(facts, found, inside, outside)
    if acts:
        return Conclusion(Verdict.INFRINGING, tuple(act for act in Act if act in acts))
    if not facts.is_called_firmly and not (inside and facts.used_as(Role.COMPARED)):
        told = inside or outside or not facts.goods.named
        return Conclusion(Verdict.LAWFUL if (told and not facts.is_pieced) or inside else Verdict.INSUFFICIENT)
    if inside:
        local = facts.indication.scope == "local"
        return Conclusion(Verdict.UNLICENSED_LOCAL if local else Verdict.LAWFUL)
    return Conclusion(Verdict.INSUFFICIENT)


def _acts(facts: Facts, found: _Findings, inside: bool, outside: bool) -> set[Act]:
    acts: set[Act] = set()
    if found.has("sign_without_right"):
        acts.add(Act.SPECIAL_SIGN_MISUSE)
    if found.has("price_below_floor") or found.has("before_harvest") or found.has("sold_beyond_capacity"):
        acts.add(Act.IMPLAUSIBLE_SUPPLY)
    blended = found.has("goods_blended") and (inside or _has_inside(facts) or not outside)
    if blended or (found.has("foreign_process") and not outside):
        acts.add(Act.OFF_STANDARD)
    if found.has("origin_contradicted") and not blended and _is_claimed(facts):
        acts.add(Act.FALSE_ORIGIN)
    if not inside:
        acts |= _wording_acts(facts, found, outside)
    if not inside and _is_stuffed(facts):
        acts.add(Act.KEYWORD_STUFFING)
    if outside and not blended:
        acts |= _outside_acts(facts, found)
    if acts and not inside and found.has("shop_name_used"):
        acts.add(Act.SHOP_OR_ACCOUNT_NAME)
    return acts


def _is_stuffed(facts: Facts) -> bool:
    """Quite other goods whose text or hashtags carry the name for the search, wherever they are from."""
    words = facts.used_as(Role.KEYWORD) if facts.goods.form is Form.UNNAMED else ()
    return any(use.place is Place.DESCRIPTION for use in words)


def _is_claimed(facts: Facts) -> bool:
    """A place of the area in the text alone makes no name of the goods, so nothing is forged by it."""
    in_text = all(use.place is Place.DESCRIPTION and use.kind in LOOSE for use in facts.uses)
    return not in_text or any(_is_printed(claim) for claim in facts.inside)


def _has_inside(facts: Facts) -> bool:
    return bool(facts.inside)


def _wording_acts(facts: Facts, found: _Findings, outside: bool) -> set[Act]:
    acts: set[Act] = set()
    if found.has("name_lookalike"):
        acts.add(Act.LOOKALIKE_NAME)
    if found.has("kind_word_used") or found.has("compared_for_gain"):
        acts.add(Act.EVOCATION)
    return acts


def _outside_acts(facts: Facts, found: _Findings) -> set[Act]:
    acts: set[Act] = set()
    if (found.has("name_used") or facts.is_kind_of_name) and (facts.is_called_firmly or facts.is_pieced):
        acts.add(Act.NAME_OUTSIDE_AREA)
    if facts.is_in_old_script and Act.NAME_OUTSIDE_AREA in acts:
        acts.add(Act.LOOKALIKE_NAME)
    if found.has("name_disguised", 0.3):
        acts |= {Act.LOOKALIKE_NAME, Act.NAME_OUTSIDE_AREA}
    if found.has("name_translated"):
        acts.add(Act.EVOCATION)
    if found.has("shop_name_used"):
        acts.add(Act.SHOP_OR_ACCOUNT_NAME)
    if found.has("keyword_only"):
        acts.add(Act.KEYWORD_STUFFING)
    return acts
