"""Labelled pages → weights of the second reading, and what they are worth for authors who were left out.

Needs scikit-learn. A set is one author; trials are pages that their authors wrote for the program, they help to fit and
are never measured on.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

from console.bench.examples import Example, Head
from console.bench.figures import MEASURES, Answer
from console.bench.fitting import fit
from console.bench.sets import COMPOSED, FIT, FOLDER, PROJECT, USERS, Case, LabelledSet, load_set
from console.judging import open_judge
from leads_db.listing_rows import listing_from_row
from leads_db.records import Act, Listing, Verdict
from pipelines.facts.bundle import Facts
from pipelines.judge import Judge
from pipelines.opinions.scoring import read_model
from pipelines.reading.blanked import joined, marks
from pipelines.reading.reader import PageReader
from pipelines.reading.weighing import FirstSight, read_first_sight, reconsider
from pipelines.verdict import Conclusion

FIRST_SEEN = ("blind1", "blind2", "blind3", "blind4", *FIT)
AUTHORS = (*COMPOSED, *FIRST_SEEN)
NOISE = PROJECT / "tests" / "cases" / "page_noise.txt"
TOLD_PLACES = PROJECT / "tests" / "cases" / "told_places.tsv"
TRIALS = PROJECT / "tests" / "cases" / "trials.jsonl"
FIRST_SIGHT = FOLDER / "first_sight.csv"
PASSED = (
    "山东定陶", "河北蠡县", "安徽亳州", "黑龙江建三江", "吉林舒兰", "江苏射阳", "湖北监利", "山西平遥", "四川安岳",
    "广西横县", "浙江桐乡", "陕西周至", "甘肃定西", "吉林集安", "辽宁丹东", "福建安溪", "江西抚州", "贵州遵义",
    "宁夏中卫", "海南文昌", "江苏兴化", "德惠", "定陶", "寿光", "金乡", "盱眙", "信阳", "岳阳", "宜昌", "榆林", "莱阳",
    "绍兴", "河北安国",
)  # fmt: skip
"""Places for the clauses; the model sees only that they lie outside."""
HEADS = (Head("verdict", 20.0), Head("act", 20.0, is_balanced=False))
LONGEST, MOST, LEAST = 2, 4_000, 2
TOLD = ("verdict macro-F1", "honest called infringing", "acts micro-F1")


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
    noise, passing = cycle(NOISE.read_text("utf-8").splitlines()), _passing()
    for name in AUTHORS:
        one = load_set(name)
        judge = open_judge(one.users)
        for case in one.cases:
            for listing in (case.listing, *(_noisy(case.listing, next(told)) for told in (noise, passing))):
                pages += _page(judge, listing, name, case.truth.indication, case.truth.verdict, sorted(case.truth.acts))
    judge = open_judge(FOLDER / USERS["open"])
    for line in TRIALS.read_text("utf-8").splitlines():
        row = json.loads(line)
        listing = listing_from_row(row["listing"])
        pages += _page(judge, listing, "trials", None, row["verdicts"][0], row["acts"] or ())
    return pages


def _passing() -> Iterator[str]:
    """Clauses that name a place in passing, without end, each time with another place."""
    rows = (line.split("\t") for line in TOLD_PLACES.read_text("utf-8").splitlines())
    clauses = cycle([clause for kind, clause in rows if kind == "passing"])
    return (clause.replace("{O}", place) for clause, place in zip(clauses, cycle(PASSED), strict=False))


def _noisy(listing: Listing, noise: str) -> Listing:
    """The same page with what shops write on every page, or a place in passing: it must come to mean nothing."""
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


def first_sight_counts(names: Iterable[str] = FIRST_SEEN) -> str:
    """Said by the rules, truth, listings: of the named sets before the program knew them."""
    said = _first_sight()
    counts: dict[tuple[str, str], int] = {}
    for name in names:
        for case in load_set(name).cases:
            pair = (said[name, case.name].verdict, case.truth.verdict)
            counts[pair] = counts.get(pair, 0) + 1
    lines = [f"{rule},{truth},{count}" for (rule, truth), count in sorted(counts.items())]
    return "\n".join(["said,truth,listings", *lines]) + "\n"


def _first_sight() -> dict[tuple[str, str], Answer]:
    """Set and case → what the rules of the day said before anybody had read the set."""
    with FIRST_SIGHT.open(encoding="utf-8", newline="") as lines:
        return {
            (row["set"], row["id"]): Answer(
                row["verdict"], float(row["likelihood"]), acts=frozenset(filter(None, row["acts"].split("+")))
            )
            for row in csv.DictReader(lines)
        }


def measure_left_out(pages: Sequence[Page]) -> dict[str, dict[str, float]]:
    """Set → measure → figure: rules at first sight, and the same beside a reading that never saw that author.

    Weights and the counts of first sight come from the other authors. Trials help to fit where they are older than
    the set; they were written after the blind sets had been read.
    """
    table: dict[str, dict[str, float]] = {}
    rules: list[tuple[Case, Answer]] = []
    both: list[tuple[Case, Answer]] = []
    for name in FIRST_SEEN:
        known = [page for page in pages if page.author not in (name, *(() if name in FIT else ("trials",)))]
        reader = PageReader(read_model(fit_reading(known, version="left out")))
        first = read_first_sight(first_sight_counts(other for other in FIRST_SEEN if other != name))
        told = _answered(load_set(name), reader, first)
        table |= _measured(name, *told)
        rules, both = rules + told[0], both + told[1]
    return table | _measured("all", rules, both)


def _answered(
    one: LabelledSet, reader: PageReader, first: FirstSight
) -> tuple[list[tuple[Case, Answer]], list[tuple[Case, Answer]]]:
    judge, said = open_judge(one.users, reader=reader), _first_sight()
    rules, both = [], []
    for case in one.cases:
        plain = said[one.name, case.name]
        rules.append((case, plain))
        facts = _facts(judge, case.listing, None)
        held = Conclusion(Verdict(plain.verdict), tuple(Act(act) for act in sorted(plain.acts)))
        told = held if facts is None else reconsider(facts, held, first)
        both.append((case, replace(plain, verdict=str(told.verdict), acts=frozenset(map(str, told.acts)))))
    return rules, both


def _measured(
    name: str, rules: Sequence[tuple[Case, Answer]], both: Sequence[tuple[Case, Answer]]
) -> dict[str, dict[str, float]]:
    return {
        f"{name}: {label}": {measure: MEASURES[measure](answered) for measure in TOLD}
        for label, answered in (("rules alone", rules), ("with the reading", both))
    }
