"""Listing → assessments: recognise the names, read the facts, ask the indicators, conclude. The one way in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

from leads_db.records import (
    Act,
    Assessment,
    AuthorisedUser,
    Finding,
    FindingState,
    GroundRef,
    Indication,
    Listing,
    Verdict,
)
from leads_db.register import Register
from pipelines.exemptions import Exempt, settle, spare, version_mark
from pipelines.facts.area import AreaMap, read_area
from pipelines.facts.bundle import CHINA, FactReader, Facts
from pipelines.facts.lexicon import load_lexicon
from pipelines.facts.page import Place, read_page
from pipelines.facts.standing import UserDirectory
from pipelines.grounds import cite
from pipelines.indicators.page_reading import page_reading
from pipelines.indicators.seen import UNSEEN, Seen
from pipelines.jurisdiction import Competence, Jurisdiction, SellerPlace
from pipelines.model import BY_NAME, INDICATORS, MODEL_VERSION, likelihood
from pipelines.names.finder import NameFinder
from pipelines.names.hit import NameHit
from pipelines.places.resolver import PlaceResolver
from pipelines.ranking import rank_key
from pipelines.readiness import missing_facts, read_readiness
from pipelines.reading.reader import PageReader, load_reader
from pipelines.reading.weighing import decides, reconsider
from pipelines.verdict import Conclusion, conclude

HITS_READ = 48
"""Uses of one name that are read in one field; a page that repeats it more often says nothing new."""
ASSESSED_AT_MOST = 8
"""Indications assessed for one listing; a page that lists more names is a list of names."""
CITED_MOST = 4_096
"""Citations that are remembered: one an indicator, an indication and a day."""


class Judge:
    """Built once per process; holds no state between listings."""

    def __init__(
        self,
        register: Register,
        *,
        users: tuple[AuthorisedUser, ...] | None = None,
        reader: PageReader | None = None,
    ) -> None:
        """`users`: instead of the register's authorised users; `reader`: instead of the packaged weights."""
        self._register = register
        self._finder = NameFinder(register.indications.values())
        self._lexicon = load_lexicon()
        resolver = PlaceResolver()
        self._reader = FactReader(
            register.indications,
            self._lexicon,
            resolver,
            UserDirectory(register.users if users is None else users),
        )
        self._page_reader = load_reader() if reader is None else reader
        self._jurisdiction = Jurisdiction(register, resolver)
        self._resolver = resolver
        self._areas: dict[str, AreaMap] = {}
        self._cited = lru_cache(maxsize=CITED_MOST)(self._cite)

    @property
    def model_version(self) -> str:
        """Version of table and lexicon; it is part of an assessment's identity."""
        return f"{MODEL_VERSION}+lexicon{self._lexicon.version}"

    @property
    def jurisdiction(self) -> Jurisdiction:
        """Which bureau is competent for a seller's place."""
        return self._jurisdiction

    def recognise(self, listing: Listing) -> tuple[str, ...]:
        """Slugs of the indications that the listing names; empty for most."""
        return named_by(self.find_names(listing))

    def find_names(self, listing: Listing) -> Sequence[NameHit]:
        """Every place where the listing names an indication; empty for most."""
        return self._finder.find(listing)

    def assess(
        self,
        listing: Listing,
        hits: Sequence[NameHit] | None = None,
        seller: SellerPlace | None = None,
        exempt: Exempt | None = None,
    ) -> tuple[Assessment, ...]:
        """One assessment for each indication named, the most serious and most relevant first. Empty: names nothing.

        `hits`: what `find_names` told of this listing, where it has been asked already. `seller`: the place that the
        seller's own pages tell; it decides the bureau where the listing is silent, and nothing else. `exempt`: what
        accepted objections settled for its seller.
        """
        hits = self._finder.find(listing) if hits is None else hits
        if not hits:
            return ()
        competence = self._jurisdiction.competence(listing, seller)
        judged = [(facts, self._conclude(facts, competence, exempt or {})) for facts in self.facts_of(listing, hits)]
        named = any(facts.indication.scope == "local" and facts.is_called_firmly for facts, _ in judged)
        judged.sort(key=lambda one: (*_gravity(one[0], one[1], named), *rank_key(one[0])))
        return tuple(assessment for _, assessment in judged)

    def facts_of(self, listing: Listing, hits: Sequence[NameHit]) -> Iterator[Facts]:
        """The facts for each indication of `hits` that the listing uses, in page order."""
        grouped = _grouped(hits)
        page = read_page(listing, self._lexicon)
        places = self._reader.places_of(page)
        for slug in list(grouped)[:ASSESSED_AT_MOST]:
            indication = self._register.indications[slug]
            facts = self._reader.read(page, places, grouped, indication, self._area(indication))
            if facts.uses:
                yield facts

    def conclude(self, facts: Facts) -> Conclusion:
        """What the rules alone make of the facts."""
        return conclude(facts, _seen(facts))

    def _area(self, indication: Indication) -> AreaMap:
        area = self._areas.get(indication.slug)
        if area is None:
            area = self._areas[indication.slug] = read_area(indication, self._resolver, self._lexicon)
        return area

    def _conclude(self, facts: Facts, competence: Competence, exempt: Exempt) -> Assessment:
        seen = _seen(facts)
        spared = exempt.get(facts.indication.slug, frozenset())
        said = conclude(facts, spare(seen, spared)[0])
        reading = self._page_reader.read(facts, said)
        if (read := page_reading(facts, reading)) is not UNSEEN:
            seen[page_reading.__name__] = read
        left, shown = spare(seen, spared)
        conclusion = settle(reconsider(facts, said, reading), left, spared=left != seen)
        share = reading.infringing if decides(said, reading) else None
        slug, day = facts.indication.slug, facts.day or _today()
        findings = tuple([self._finding(name, one, slug, day) for name, one in shown.items() if one.sentence])
        log_odds = sum(finding.weight for finding in findings)
        asked = conclusion.verdict not in (Verdict.LAWFUL, Verdict.UNRELATED)
        return Assessment(
            listing_key=facts.listing.key,
            indication=slug,
            verdict=conclusion.verdict,
            likelihood=round(likelihood(conclusion.verdict, log_odds, share), 6),
            acts=conclusion.acts,
            bureau=competence.bureau if asked else None,
            bureau_reason=competence.reason if asked else "",
            findings=findings,
            missing=missing_facts(facts, competence),
            readiness=read_readiness(facts, competence, log_odds),
            model_version=self.model_version + version_mark(exempt),
        )

    def _cite(self, name: str, slug: str, day: date) -> tuple[GroundRef, ...]:
        return cite(self._register, BY_NAME[name], self._register.indications[slug], day)

    def _finding(self, name: str, seen: Seen, slug: str, day: date) -> Finding:
        row, quote = BY_NAME[name], seen.quote
        grounds = self._cited(name, slug, day) if seen.state is FindingState.FOUND else ()
        weight = row.weight * seen.strength if seen.state is not FindingState.UNKNOWN else 0.0
        if seen.state is FindingState.CLEAR:
            weight = min(weight, -abs(row.weight) * seen.strength)
        return Finding(
            indicator=name,
            state=seen.state,
            strength=round(seen.strength, 4),
            weight=round(weight, 4),
            sentence=seen.sentence,
            quote="" if quote is None else quote.text,
            field="" if quote is None else quote.field,
            span=None if quote is None else quote.span,
            grounds=grounds,
            refuted_by=row.refuted_by,
        )


def _seen(facts: Facts) -> dict[str, Seen]:
    return {name: one for name, ask in INDICATORS if (one := ask(facts)) is not UNSEEN}


def named_by(hits: Sequence[NameHit]) -> tuple[str, ...]:
    """Slugs of the indications hit, in page order."""
    return tuple(dict.fromkeys(hit.indication for hit in hits)) if hits else ()


def _grouped(hits: Sequence[NameHit]) -> dict[str, list[NameHit]]:
    """Slug → its hits, of each field the first HITS_READ."""
    grouped: dict[str, list[NameHit]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = {}
    for hit in hits:
        where = (hit.indication, hit.field)
        counts[where] = counts.get(where, 0) + 1
        if counts[where] <= HITS_READ:
            grouped[hit.indication].append(hit)
    return grouped


def _gravity(facts: Facts, assessment: Assessment, named: bool) -> tuple[bool, bool]:
    """Accused first; of what is lawful the local name first, since it brought the page to the desk.

    `named`: the goods are called by a local name. A boast that they are no worse than a national one comes after it,
    and so does a national name that only the text speaks of.
    """
    distant = facts.indication.scope != "local"
    lawful = assessment.verdict in (Verdict.LAWFUL, Verdict.UNRELATED)
    boast = named and distant and (_is_boast(facts, assessment) or _is_told(facts))
    return assessment.verdict is not Verdict.INFRINGING or boast, lawful and distant


def _is_boast(facts: Facts, assessment: Assessment) -> bool:
    return assessment.acts == (Act.EVOCATION,) and not facts.is_called


def _is_told(facts: Facts) -> bool:
    return all(use.place is Place.DESCRIPTION for use in facts.uses)


def _today() -> date:
    return datetime.now(CHINA).date()
