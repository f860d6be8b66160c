"""Questions that a label cannot answer: pairs, quotes taken away, real background, rare positives."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from console.bench.figures import Answer, Answered
from console.bench.sets import Case, Truth
from leads_db.records import Assessment, Finding, FindingState, Listing
from pipelines.judge import Judge

SHARE = 0.01
"""Positives among real background."""
TOP = 50
MIXES = 20
"""Seeded mixes over which the figures at 1 % are averaged."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """1.0 of nothing."""
        return self.hits / self.of if self.of else 1.0


def ask(judge: Judge, listing: Listing) -> Answer:
    """The judge's first assessment as an answer."""
    judged = judge.assess(listing)
    if not judged:
        return Answer("unrelated", 0.0)
    one = judged[0]
    return Answer(str(one.verdict), one.likelihood, one.indication, frozenset(map(str, one.acts)), one.bureau)


def ask_all(judge: Judge, cases: Sequence[Case]) -> list[Answer]:
    """One answer a case."""
    return [ask(judge, case.listing) for case in cases]


def pairs_right(judge: Judge, pairs: Sequence[tuple[Listing, Listing]]) -> Rate:
    """Pairs of which the likelier listing has the higher likelihood."""
    hits = sum(ask(judge, likelier).likelihood > ask(judge, other).likelihood for likelier, other in pairs)
    return Rate(hits, len(pairs))


def quotes_matter(judge: Judge, cases: Sequence[Case]) -> Rate:
    """Suspicious findings with a quote whose removal from the listing lowers the likelihood."""
    hits = total = 0
    for case in cases:
        for judged in judge.assess(case.listing)[:1]:
            for finding in _suspicious(judged):
                total += 1
                hits += _likelihood_without(judge, case.listing, judged.indication, finding) < judged.likelihood
    return Rate(hits, total)


def _suspicious(judged: Assessment) -> Iterator[Finding]:
    return (one for one in judged.findings if one.state is FindingState.FOUND and one.span and one.weight > 0)


def _likelihood_without(judge: Judge, listing: Listing, indication: str, finding: Finding) -> float:
    bare = without(listing, finding)
    return max((one.likelihood for one in judge.assess(bare) if one.indication == indication), default=0.0)


def without(listing: Listing, finding: Finding) -> Listing:
    """The listing without the quoted characters."""
    if finding.span is None:
        return listing
    start, end = finding.span
    head, _, rest = finding.field.partition(".")
    if head == "attributes":
        value = listing.attributes[rest]
        return replace(listing, attributes={**listing.attributes, rest: value[:start] + value[end:]})
    if head == "image_texts":
        texts = list(listing.image_texts)
        texts[int(rest)] = texts[int(rest)][:start] + texts[int(rest)][end:]
        return replace(listing, image_texts=tuple(texts))
    held = str(getattr(listing, head))
    left = held[:start] + held[end:]
    if head == "price_cny":
        return replace(listing, price_cny=Decimal(left) if left else None)
    changed: dict[str, Any] = {head: left or (" " if head == "title" else None)}
    return replace(listing, **changed)


def false_leads(judge: Judge, background: Sequence[Listing], named: frozenset[str]) -> list[tuple[Listing, Answer]]:
    """Background listings called infringing although they name no watched indication; `named`: item ids that do."""
    asked = ((listing, ask(judge, listing)) for listing in background if listing.item_id not in named)
    return [(listing, answer) for listing, answer in asked if answer.verdict == "infringing"]


def rare_mixes(answered: Answered, background: Answered) -> Iterator[list[tuple[Case, Answer]]]:
    """Background with one per cent of the set's infringing cases, drawn anew each time from a fixed seed."""
    positives = [pair for pair in answered if pair[0].truth.verdict == "infringing"]
    wanted = min(len(positives), max(1, round(len(background) * SHARE / (1 - SHARE))))
    dice = random.Random(SHARE)
    for _ in range(MIXES):
        yield [*background, *dice.sample(positives, wanted)]


def precision_at_top(answered: Answered) -> float:
    """Share of infringing cases among the likeliest fifty; ties count as if the worst came first."""
    ranked = sorted((-answer.likelihood, case.truth.verdict == "infringing") for case, answer in answered)[:TOP]
    return sum(positive for _, positive in ranked) / len(ranked) if ranked else 0.0


def background_cases(background: Sequence[Listing]) -> tuple[Case, ...]:
    """Background as cases of which none is infringing."""
    truth = Truth(None, "unrelated", frozenset(), None, frozenset({"unrelated"}), frozenset({None}), frozenset())
    return tuple(Case(item.item_id, item, truth, item.shop_name or item.item_id) for item in background)
