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
from console.bench.fitting import features_of, fit
from console.bench.sets import COMPOSED, FIT, FOLDER, PROJECT, USERS, Case, LabelledSet, load_set
from console.judging import open_judge
from leads_db.listing_rows import listing_from_row
from leads_db.records import Act, Listing, Verdict
from pipelines.facts.bundle import Facts
from pipelines.judge import Judge
from pipelines.opinions.scoring import read_model
from pipelines.reading.blanked import SECOND_PART, as_read, is_sign
from pipelines.reading.marks import marks_of
from pipelines.reading.reader import PageReader
from pipelines.reading.weighing import decides, reconsider
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
HEADS = (Head("verdict", 0.1, is_balanced=False), Head("act", 0.1, several=tuple(map(str, Act))))
LONGEST, MOST, LEAST, SHORTENING = 2, 16_000, 2, 0.4
FOLDS = 6
"""Groups of authors that are left out together."""
TOLD = ("verdict macro-F1", "average precision", "honest called infringing", "acts micro-F1")


@dataclass(frozen=True, slots=True)
class Page:
    """One labelled page as the model reads it."""

    author: str
    text: str
    marks: tuple[str, ...]
    verdict: str
    acts: tuple[str, ...]

    @property
    def example(self) -> Example:
        """Only the accused are asked for acts."""
        acts = {"act": frozenset(self.acts)} if self.verdict == Verdict.INFRINGING else {}
        return Example(self.text, self.marks, {"verdict": self.verdict, **acts})


def read_pages() -> list[Page]:
    """The read sets and the trials; pages that name nothing are left out. Raises ImportFileBroken."""
    pages: list[Page] = []
    noise, passing, said = cycle(NOISE.read_text("utf-8").splitlines()), _passing(), _first_sight()
    fields = cycle((True, True, False))
    for name in AUTHORS:
        one = load_set(name)
        judge = open_judge(one.users)
        for case in one.cases:
            truth, answer = case.truth, said.get((name, case.name))
            first = None if answer is None else _concluded(answer)
            noisy = (_noisy(case.listing, next(told), next(fields)) for told in (noise, passing))
            for listing in (case.listing, *noisy):
                pages += _page(judge, listing, name, truth.indication, first, truth.verdict, sorted(truth.acts))
    judge = open_judge(FOLDER / USERS["open"])
    for line in TRIALS.read_text("utf-8").splitlines():
        row = json.loads(line)
        listing = listing_from_row(row["listing"])
        pages += _page(judge, listing, "trials", None, None, row["verdicts"][0], row["acts"] or ())
    return pages


def _passing() -> Iterator[str]:
    """Clauses that name a place in passing, without end, each time with another place."""
    rows = (line.split("\t") for line in TOLD_PLACES.read_text("utf-8").splitlines())
    clauses = cycle([clause for kind, clause in rows if kind == "passing"])
    return (clause.replace("{O}", place) for clause, place in zip(clauses, cycle(PASSED), strict=False))


def _noisy(listing: Listing, noise: str, in_text: bool) -> Listing:
    """The same page with what shops write on every page, or a place in passing: it must come to mean nothing."""
    if not in_text:
        return replace(listing, image_texts=(*listing.image_texts, noise))
    return replace(listing, description=f"{listing.description or ''}\n{noise}")


def _page(
    judge: Judge,
    listing: Listing,
    author: str,
    wanted: str | None,
    said: Conclusion | None,
    verdict: str,
    acts: Sequence[str],
) -> Iterable[Page]:
    """`said`: what the rules said at first sight; None: nobody has kept it."""
    facts = _facts(judge, listing, wanted)
    if facts is not None and facts.blanked:
        text = as_read([one.readable for one in facts.blanked])
        marks = marks_of(facts, facts.blanked, said or judge.conclude(facts))
        yield Page(author, text, tuple(marks), verdict, tuple(acts))


def _facts(judge: Judge, listing: Listing, wanted: str | None) -> Facts | None:
    """Of the indication that is meant, else of the one that is assessed first."""
    held = {facts.indication.slug: facts for facts in judge.facts_of(listing, judge.find_names(listing))}
    first = next(iter(judge.assess(listing)), None)
    return held.get(wanted or "") or (held.get(first.indication) if first else None)


def page_features(text: str, marks: Sequence[str]) -> set[str]:
    """Runs of the page, and of its clauses behind their signs (see pipelines/reading/blanked.py)."""
    page, _, signed = text.partition(SECOND_PART)
    found = features_of(page, marks, LONGEST)
    for at in range(len(signed) - 1):
        if is_sign(signed[at]):
            found.add(signed[at : at + 2])
            if signed[at + 2 : at + 3] == signed[at]:
                found.add(signed[at : at + 4])
    return found


def fit_reading(pages: Iterable[Page], *, version: str) -> str:
    """The text of a file of weights."""
    examples = [page.example for page in pages]
    return fit(
        examples,
        HEADS,
        version=version,
        least=LEAST,
        smallest=0.01,
        features=page_features,
        most=MOST,
        shortening=SHORTENING,
    )


def _first_sight() -> dict[tuple[str, str], Answer]:
    """Set and case → what the rules of the day said before anybody had read the set."""
    with FIRST_SIGHT.open(encoding="utf-8", newline="") as lines:
        return {
            (row["set"], row["id"]): Answer(
                row["verdict"], float(row["likelihood"]), acts=frozenset(filter(None, row["acts"].split("+")))
            )
            for row in csv.DictReader(lines)
        }


def _concluded(answer: Answer) -> Conclusion:
    return Conclusion(Verdict(answer.verdict), tuple(Act(act) for act in sorted(answer.acts)))


def measure_left_out(pages: Sequence[Page]) -> dict[str, dict[str, float]]:
    """Set → measure → figure: rules at first sight, and the same beside a reading that never saw that author.

    Trials help to fit where they are older than the set; they were written after the blind sets had been read.
    """
    table: dict[str, dict[str, float]] = {}
    rules: list[tuple[Case, Answer]] = []
    both: list[tuple[Case, Answer]] = []
    for place in range(FOLDS):
        names = FIRST_SEEN[place::FOLDS]
        late = {"trials"} if set(names) - set(FIT) else set()
        known = [page for page in pages if page.author not in {*names, *late}]
        reader = PageReader(read_model(fit_reading(known, version="left out")))
        for name in names:
            told = _answered(load_set(name), reader)
            table |= _measured(name, *told)
            rules, both = rules + told[0], both + told[1]
    return table | _measured("all", rules, both)


def _answered(one: LabelledSet, reader: PageReader) -> tuple[list[tuple[Case, Answer]], list[tuple[Case, Answer]]]:
    judge, said = open_judge(one.users), _first_sight()
    rules, both = [], []
    for case in one.cases:
        plain = said[one.name, case.name]
        facts, held = _facts(judge, case.listing, None), _concluded(plain)
        rules.append((case, plain))
        both.append((case, plain if facts is None else _reconsidered(plain, facts, held, reader)))
    return rules, both


def _reconsidered(plain: Answer, facts: Facts, said: Conclusion, reader: PageReader) -> Answer:
    read = reader.read(facts, said)
    told = reconsider(facts, said, read)
    chance = read.infringing if decides(said, read) else plain.likelihood
    return replace(plain, verdict=str(told.verdict), acts=frozenset(map(str, told.acts)), likelihood=chance)


def _measured(
    name: str, rules: Sequence[tuple[Case, Answer]], both: Sequence[tuple[Case, Answer]]
) -> dict[str, dict[str, float]]:
    return {
        f"{name}: {label}": {measure: MEASURES[measure](answered) for measure in TOLD}
        for label, answered in (("rules alone", rules), ("with the reading", both))
    }
