"""Labelled pages → weights of the second reading, and what they are worth for authors who were left out.

Needs scikit-learn. A set is one author; trials are pages that their authors wrote for the program, they help to fit and
are never measured on.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

from console.bench.examples import Example, Head
from console.bench.figures import MEASURES, Answer, Measure
from console.bench.fitting import fit
from console.bench.sets import COMPOSED, FOLDER, PROJECT, USERS, Case, LabelledSet, load_set
from console.judging import open_judge
from leads_db.listing_rows import listing_from_row
from leads_db.records import Listing, Verdict
from pipelines.facts.bundle import Facts
from pipelines.judge import Judge
from pipelines.opinions.scoring import read_model
from pipelines.reading.blanked import joined, marks
from pipelines.reading.reader import PageReader
from pipelines.reading.weighing import reconsider
from pipelines.verdict import Conclusion

AUTHORS = (*COMPOSED, "blind1", "blind2", "blind3", "blind4")
FIRST_SEEN = ("blind1", "blind2", "blind3", "blind4")
NOISE = PROJECT / "tests" / "cases" / "page_noise.txt"
TRIALS = PROJECT / "tests" / "cases" / "trials.jsonl"
FIRST_SIGHT = FOLDER / "first_sight.csv"
HEADS = (Head("verdict", 20.0), Head("act", 20.0, is_balanced=False))
LONGEST, MOST, LEAST = 2, 4_000, 2
TOLD = ("verdict macro-F1", "average precision", "honest called infringing", "acts micro-F1", "calibration error")


@dataclass(frozen=True, slots=True)
class Page:
    """One labelled page as the model reads it."""

    author: str
    text: str
    marks: tuple[str, ...]
    verdict: str
    acts: tuple[str, ...]

    def examples(self) -> Iterable[Example]:
        """One example for the verdict; one more for each further act."""
        first = self.acts[:1] if self.verdict == Verdict.INFRINGING else ()
        act = {"act": first[0]} if first else {}
        yield Example(self.text, self.marks, {"verdict": self.verdict} | act)
        for further in self.acts[1:] if first else ():
            yield Example(self.text, self.marks, {"act": further})


def read_pages() -> list[Page]:
    """The read sets and the trials; pages that name nothing are left out. Raises ImportFileBroken."""
    pages: list[Page] = []
    noise = cycle(NOISE.read_text("utf-8").splitlines())
    for name in AUTHORS:
        one = load_set(name)
        judge = open_judge(one.users)
        for case in one.cases:
            for listing in (case.listing, _noisy(case.listing, next(noise))):
                pages += _page(judge, listing, name, case.truth.indication, case.truth.verdict, sorted(case.truth.acts))
    judge = open_judge(FOLDER / USERS["open"])
    for line in TRIALS.read_text("utf-8").splitlines():
        row = json.loads(line)
        listing = listing_from_row(row["listing"])
        pages += _page(judge, listing, "trials", None, row["verdicts"][0], row["acts"] or ())
    return pages


def _noisy(listing: Listing, noise: str) -> Listing:
    """The same page with what shops write on every page: it must come to mean nothing."""
    return replace(listing, description=f"{listing.description or ''}\n{noise}")


def _page(
    judge: Judge, listing: Listing, author: str, wanted: str | None, verdict: str, acts: Sequence[str]
) -> Iterable[Page]:
    facts = _facts(judge, listing, wanted)
    if facts is not None and facts.reading is not None:
        yield Page(author, joined(facts.reading.texts), tuple(marks(facts)), verdict, tuple(acts))


def _facts(judge: Judge, listing: Listing, wanted: str | None) -> Facts | None:
    """Of the indication that is meant, else of the one that is assessed first."""
    held = {facts.indication.slug: facts for facts in judge.facts_of(listing, judge.find_names(listing))}
    first = next(iter(judge.assess(listing)), None)
    return held.get(wanted or "") or (held.get(first.indication) if first else None)


def fit_reading(pages: Iterable[Page], *, version: str) -> str:
    """The text of a file of weights."""
    examples = [example for page in pages for example in page.examples()]
    return fit(examples, HEADS, version=version, least=LEAST, smallest=0.05, longest=LONGEST, most=MOST)


def first_sight_counts() -> str:
    """Said by the rules, truth, listings: of the four sets before the program knew them."""
    said = _first_sight()
    counts: dict[tuple[str, str], int] = {}
    for name in FIRST_SEEN:
        for case in load_set(name).cases:
            pair = (said[name, case.name][0], case.truth.verdict)
            counts[pair] = counts.get(pair, 0) + 1
    lines = [f"{rule},{truth},{count}" for (rule, truth), count in sorted(counts.items())]
    return "\n".join(["said,truth,listings", *lines]) + "\n"


def _first_sight() -> dict[tuple[str, str], tuple[str, float]]:
    with FIRST_SIGHT.open(encoding="utf-8", newline="") as lines:
        return {(row["set"], row["id"]): (row["verdict"], float(row["likelihood"])) for row in csv.DictReader(lines)}


def measure_left_out(pages: Sequence[Page]) -> dict[str, dict[str, float]]:
    """Set → measure → figure: rules at first sight, and the same beside a reading fitted without that author.

    Trials are left out of the fitting, since many were written after the sets had been read.
    """
    table: dict[str, dict[str, float]] = {}
    for name in FIRST_SEEN:
        known = [page for page in pages if page.author not in (name, "trials")]
        reader = PageReader(read_model(fit_reading(known, version="left out")))
        table |= _measured(load_set(name), reader)
    return table


def _measured(one: LabelledSet, reader: PageReader) -> dict[str, dict[str, float]]:
    judge, said = open_judge(one.users, reader=reader), _first_sight()
    rules: list[tuple[Case, Answer]] = []
    both: list[tuple[Case, Answer]] = []
    for case in one.cases:
        verdict, likelihood = said[one.name, case.name]
        rules.append((case, Answer(verdict, likelihood)))
        facts = _facts(judge, case.listing, None)
        told = Verdict(verdict) if facts is None else reconsider(facts, Conclusion(Verdict(verdict))).verdict
        both.append((case, Answer(str(told), likelihood)))
    measures: dict[str, Measure] = {name: MEASURES[name] for name in TOLD[:1] + TOLD[2:3]}
    return {
        f"{one.name}: {label}": {name: measure(answered) for name, measure in measures.items()}
        for label, answered in (("rules alone", rules), ("with the reading", both))
    }
