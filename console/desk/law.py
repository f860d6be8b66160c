"""The legal grounds of a lead, each printed once and numbered, so that a finding can point at its own."""

from collections.abc import Iterable

from leads_db.records import Finding, FindingState, GroundRef


def number_grounds(findings: Iterable[Finding]) -> dict[GroundRef, int]:
    """Ground → its number from 1, the indication's own law before the laws cited for their fine."""
    cited = dict.fromkeys(
        ground for finding in findings if finding.state is FindingState.FOUND for ground in finding.grounds
    )
    ordered = sorted(cited, key=lambda ground: ground.carrier)
    return {ground: place for place, ground in enumerate(ordered, 1)}
