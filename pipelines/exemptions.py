"""What an accepted objection settled: indicators that no longer speak against a seller for an indication."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Engine

from leads_db.records import FindingState, Harvest, Verdict
from leads_db.store.engine import reading
from leads_db.store.leads import seller_key
from leads_db.store.objections import read_exemptions
from pipelines.indicators.seen import UNSEEN, Seen
from pipelines.model import BY_NAME, MAIN
from pipelines.verdict import Conclusion

Exempt = Mapping[str, frozenset[str]]
"""Indication → indicators."""
SETTLED = "该要点曾经异议核实，不再作为对该卖家的疑点。"
ACCUSING = (Verdict.INFRINGING, Verdict.IRREGULAR_USE, Verdict.UNLICENSED_LOCAL, Verdict.INSUFFICIENT)


def read_exempt(engine: Engine, harvest: Harvest) -> Mapping[str, Exempt]:
    """Listing key → what its seller is exempted from, for listings of the harvest that name an indication."""
    sellers = {
        seen.listing.key: seller_key(seen.listing) for seen in harvest.sightings if seen.listing.key in harvest.named
    }
    if not sellers:
        return {}
    with reading(engine) as connection:
        held = read_exemptions(connection, sellers.values())
    exempt: dict[str, dict[str, frozenset[str]]] = {}
    for (key, indication), indicators in held.items():
        exempt.setdefault(key, {})[indication] = indicators
    return {listing: exempt[key] for listing, key in sellers.items() if key in exempt}


def spare(seen: dict[str, Seen], indicators: frozenset[str]) -> tuple[dict[str, Seen], dict[str, Seen]]:
    """What is left when these indicators may not accuse: for the conclusion, and for the findings that are shown."""
    if not indicators:
        return seen, seen
    struck = [name for name in indicators if name in seen and seen[name].state is FindingState.FOUND]
    for_verdict = {**seen, **dict.fromkeys(struck, UNSEEN)}
    shown = {name: Seen(FindingState.CLEAR, 0.0, SETTLED, seen[name].quote) for name in struck}
    return for_verdict, {**seen, **shown}


def settle(conclusion: Conclusion, left: Mapping[str, Seen], spared: bool) -> Conclusion:
    """Lawful where nothing but what was settled accused."""
    if not spared:
        return conclusion
    accused = any(one.state is FindingState.FOUND and BY_NAME[name].part == MAIN for name, one in left.items())
    return Conclusion(Verdict.LAWFUL) if not accused and conclusion.verdict in ACCUSING else conclusion


def version_mark(exempt: Exempt) -> str:
    """What is added to the model's version, so that the judgement counts as another one; empty without exemptions."""
    if not exempt:
        return ""
    text = "\n".join(f"{slug} {name}" for slug in sorted(exempt) for name in sorted(exempt[slug]))
    return f"+ex{hashlib.sha256(text.encode()).hexdigest()[:6]}"
