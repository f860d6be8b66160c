"""A stream of listing records → a stream of judgements, one line for one line, whatever the lines hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from console.json_lines import answer_file, answer_lines
from leads_db.errors import ListingBroken
from leads_db.listing_rows import listing_from_row
from leads_db.records import Assessment, Finding, GroundRef, Verdict
from leads_db.register import Register, load_register
from leads_db.register.register import load_indication
from leads_db.register.users import read_users_csv
from leads_db.settings import read_settings
from pipelines.judge import Judge
from pipelines.reading.reader import PageReader


def judge_file(source: Path, target: Path, users: Path | None, register: Path | None) -> int:
    """Judge `source` into `target` («-»: the standard streams); the exit code.

    Raises ImportFileBroken, RegisterError, UsersFileBroken, StoreFull.
    """
    judge = open_judge(users, register)
    return answer_file(source, target, lambda row: judge_row(row, judge), ListingBroken)


def open_judge(users: Path | None = None, register: Path | None = None, reader: PageReader | None = None) -> Judge:
    """The judge over the packaged register, or over another one, with its users or those of a CSV file.

    `reader`: weights of the second reading instead of the packaged ones.
    """
    known = read_register(register)
    return Judge(known, users=None if users is None else read_users_csv(users), reader=reader)


def read_register(folder: Path | None) -> Register:
    """The installation's register; a whole other one; or, from a folder of indication files, ours with them added."""
    if folder is not None and (folder / "bureaus.yml").is_file():
        return load_register(folder=folder)
    ours = load_register(read_settings().register_folder)
    if folder is None:
        return ours
    added = [load_indication(path) for path in sorted(folder.rglob("*.yml"))]
    return replace(ours, indications={**ours.indications, **{item.slug: item for item in added}})


def judge_lines(lines: Iterable[bytes], judge: Judge) -> Iterator[dict[str, Any]]:
    """One answer for every line that is not blank, in their order; a line that is no listing gets an error object."""
    return answer_lines(lines, lambda row: judge_row(row, judge), ListingBroken)


def judge_row(row: Mapping[str, object], judge: Judge) -> dict[str, Any]:
    """The answer for one record of the guide's format. Raises ListingBroken."""
    listing = listing_from_row(row)
    stated = row.get("id")
    name = stated if isinstance(stated, str | int) and stated != "" else listing.item_id
    judged = judge.assess(listing)
    return {"id": name, **(_answer(judged[0]) if judged else _unrelated(judge))}


def _unrelated(judge: Judge) -> dict[str, Any]:
    return {
        "indication": None,
        "verdict": str(Verdict.UNRELATED),
        "likelihood": 0.0,
        "acts": [],
        "bureau": None,
        "findings": [],
        "readiness": {},
        "model_version": judge.model_version,
    }


def _answer(judged: Assessment) -> dict[str, Any]:
    return {
        "indication": judged.indication,
        "verdict": str(judged.verdict),
        "likelihood": judged.likelihood,
        "acts": [str(act) for act in judged.acts],
        "bureau": judged.bureau,
        "findings": [_finding(finding) for finding in judged.findings],
        "readiness": dict(judged.readiness),
        "model_version": judged.model_version,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "indicator": finding.indicator,
        "sentence": finding.sentence,
        "quote": finding.quote,
        "field": finding.field,
        "span": None if finding.span is None else list(finding.span),
        "ground": "；".join(ground_text(ground) for ground in finding.grounds) or None,
        "weight": finding.weight,
        "refuted_by": finding.refuted_by,
    }


def ground_text(ground: GroundRef) -> str:
    """《instrument》article, with 待核 where number or wording is not confirmed."""
    return f"《{ground.instrument}》{ground.article}{'' if ground.confirmed else '（待核）'}"
