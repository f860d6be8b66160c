"""The special sign and its protected wording."""

from pipelines.facts.bundle import Facts, noisy_or
from pipelines.facts.sign_claim import SignClaim, plain_code
from pipelines.facts.standing import Relationship
from pipelines.indicators.origin import DECIDES, outside_strength
from pipelines.indicators.seen import UNSEEN, Seen, clear, found, missing


def _strong(facts: Facts) -> list[SignClaim]:
    return [claim for claim in facts.signs if claim.strength >= 1.0]


def sign_without_right(facts: Facts) -> Seen:
    """The special sign, its wording or its code is used by someone who is not on the list.

    Basis: 地理标志专用标志使用管理办法 (announcement 354); guide, further reading 5 (also inside the area).
    Score: 0.85 for one claim, each further one adds.
    Clear: unknown where no list of users is at hand and nothing shows an origin outside.
    """
    claims = _strong(facts)
    outside = outside_strength(facts) >= DECIDES
    borrowed = facts.standing.relationship is Relationship.CODE_ONLY
    if not claims or (facts.standing.user is not None and not borrowed):
        return UNSEEN
    if not facts.standing.list_known and not outside:
        return missing("页面出现地理标志字样，但手头没有该标志的使用人名单可核对。")
    if borrowed and not outside and facts.standing.makes is None:
        return missing("标志旁代码属名单内使用人，但页面未写明货出自该使用人。")
    claim = claims[0]
    lacking = "经营者不在使用人名单内" if facts.standing.list_known else "而货出保护范围之外"
    if borrowed:
        lacking = "所印代码属名单内另一使用人"
    return found(noisy_or([0.85] * len(claims)), f"出现“{claim.quote.text}”字样，{lacking}。", claim.quote)


def sign_code_wrong(facts: Facts) -> Seen:
    """A listed user's goods carry the sign without its code or with another code.

    Basis: 地理标志专用标志使用管理办法 (the sign stands with the user's credit code).
    Score: 0.8 code missing where the sign is shown, 0.9 another's code.
    Clear: the printed code is the one on the list.
    """
    user = facts.standing.user
    if user is None or facts.standing.relationship is Relationship.CODE_ONLY:
        return UNSEEN
    shown = [claim for claim in facts.signs if claim.shown]
    codes = [code for claim in shown for code in claim.codes]
    own = {plain_code(user.sign_code or user.credit_code)}
    for claim in (
        facts.signs if not codes else shown
    ):  # the text beside may print the code that the picture does not show
        if own.intersection(claim.codes):
            return clear(0.8, f"标志旁代码{user.sign_code}与名单一致。", claim.quote)
    if codes and user.sign_code:
        return found(0.9, f"标志旁代码{codes[0]}与名单所列{user.sign_code}不符。", shown[0].quote)
    if shown and not codes:
        return found(0.8, "包装出现专用标志，未见统一社会信用代码。", shown[0].quote)
    return UNSEEN
