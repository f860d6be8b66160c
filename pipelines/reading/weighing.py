"""The rules' verdict and the second reading → the verdict that stands.

What the rules say weighs as much as their answers were right on pages that the program of the day had never seen
(first_sight.csv, six sets by six authors); the reading weighs by its shares. Whoever is accused by the rules and
reads like honest trade is not accused: the facts conflict, and a person must look. An accusation by the reading alone
needs more, and a bare fact beside it.
"""

import csv
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from leads_db.records import Act, Verdict
from pipelines.facts.bundle import Facts
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.name_role import Role
from pipelines.facts.origin_claim import OriginClaim
from pipelines.facts.standing import Relationship, Standing
from pipelines.reading.reader import Reading
from pipelines.verdict import Conclusion

TRUST = 2.0
"""Weight of the reading's log share against the rules' log share; read off sets left out by author."""
FLOOR = 0.01
"""Least share of a reading, so that it never excludes a verdict by itself."""
ACCUSES = 0.9
"""Weighed share from which the reading accuses where the rules do not."""
CLEARS = 0.5
"""Weighed share of another verdict that takes the place of the rules' one."""
HOLDS, HOLDS_PLAINLY = 0.98, 0.8
"""Weighed share below which an accusation by the rules does not stand: an honest seller accused costs more than a lead
that a person must look into first. The lower one where a place outside is told and none inside speaks for the seller.
"""
FIXED = (Verdict.IRREGULAR_USE, Verdict.UNRELATED)
"""They follow from the list of users and from the names found, which no wording changes; nor does it fill a bag."""


FirstSight = Mapping[Verdict, Mapping[Verdict, float]]
"""Verdict of the rules → truth → log share."""


@cache
def load_first_sight() -> FirstSight:
    """The packaged counts."""
    return read_first_sight((files("pipelines") / "reading" / "first_sight.csv").read_text(encoding="utf-8"))


def read_first_sight(text: str) -> FirstSight:
    """Counts (said, truth, listings) → log shares, each truth counted one sixth more than it was seen."""
    counts = {said: dict.fromkeys(Verdict, 1 / len(Verdict)) for said in Verdict}
    for row in csv.DictReader(text.splitlines()):
        counts[Verdict(row["said"])][Verdict(row["truth"])] += int(row["listings"])
    return {
        said: {truth: math.log(count / sum(held.values())) for truth, count in held.items()}
        for said, held in counts.items()
    }


def weigh(said: Verdict, reading: Reading, first_sight: FirstSight | None = None) -> dict[Verdict, float]:
    """Shares of all verdicts, of rules and reading together; they add up to 1. `first_sight`: else the packaged one."""
    first = (first_sight or load_first_sight())[said]
    read = reading.verdicts
    sums = {one: held + TRUST * math.log(read.get(one, 0.0) + FLOOR) for one, held in first.items()}
    top = max(sums.values())
    raised = {one: math.exp(held - top) for one, held in sums.items()}
    total = sum(raised.values())
    return {one: held / total for one, held in raised.items()}


def reconsider(facts: Facts, conclusion: Conclusion, first_sight: FirstSight | None = None) -> Conclusion:
    """The conclusion after the second reading; the same where both agree or the reading is not sure enough."""
    said, reading = conclusion.verdict, facts.reading
    if said in FIXED or reading is None or reading.is_thin or Act.PACKAGING_FOR_SALE in conclusion.acts:
        return conclusion
    shares = weigh(said, reading, first_sight)
    best = max(shares, key=shares.__getitem__)
    if said is Verdict.INFRINGING:
        least = HOLDS_PLAINLY if _is_plainly_outside(facts) else HOLDS
        return conclusion if shares[said] >= least else Conclusion(_instead(best, shares))
    if best is Verdict.INFRINGING:
        accuses = shares[best] >= ACCUSES and _has_bare_fact(facts) and not reading.is_called_otherwise
        return Conclusion(best, reading.acts) if accuses else conclusion
    if said is Verdict.LAWFUL and best is Verdict.UNLICENSED_LOCAL and _is_of_a_user(facts.standing):
        return conclusion  # who stands on the list is not taken off it by wording
    return Conclusion(best) if best not in FIXED and shares[best] >= CLEARS else conclusion


def _is_of_a_user(standing: Standing) -> bool:
    """A bare code, which anybody can print, is no right."""
    return standing.user is not None and standing.relationship is not Relationship.CODE_ONLY


def _is_plainly_outside(facts: Facts) -> bool:
    return _is_told(facts.outside) and not _is_told(facts.inside)


def _is_told(claims: Iterable[OriginClaim]) -> bool:
    """Where the seller sits tells nothing of the goods."""
    return any(claim.kind is not ClaimKind.ADDRESS for claim in claims)


def _has_bare_fact(facts: Facts) -> bool:
    """Something that a rule saw and thought too little: wording alone accuses nobody, nor where the seller sits.

    A variety word alone, which is nobody's name (刺五加 from 伊春), is no such thing.
    """
    if not facts.is_called_firmly and all(use.role is Role.GOODS for use in facts.uses):
        return False
    spoken = facts.used_as(Role.KIND, Role.COMPARED, Role.CONTRASTED, Role.KEYWORD, Role.SELLER, Role.QUOTED)
    signs = facts.signs and facts.standing.list_known
    return bool(_is_told(facts.outside) or spoken or signs or facts.process.foreign or facts.process.blend)


def _instead(best: Verdict, shares: Mapping[Verdict, float]) -> Verdict:
    """What an accusation that does not stand becomes: the other verdict where that is sure, else open."""
    return best if best not in (*FIXED, Verdict.INFRINGING) and shares[best] >= CLEARS else Verdict.INSUFFICIENT
