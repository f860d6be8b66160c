"""Names in disguise and titles that only resemble one, made by the generators that stand beside the bench's sets."""

import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from console.bench.probes import Rate
from console.bench.sets import FOLDER, PROJECT
from leads_db.register import Register
from pipelines.judge import Judge

SEED = 20261125


def disguises_found(judge: Judge, register: Register) -> Rate | None:
    """Disguised local names that are found; None outside a checkout, where there is no generator."""
    made = _load("disguises")
    if made is None:
        return None
    local = [item for item in register.indications.values() if item.scope == "local"]
    cases: Sequence[Any] = made.make_disguises(local, seed=SEED)
    return Rate(sum(case.indication in judge.recognise(case.listing) for case in cases), len(cases))


def resembling_hit(judge: Judge) -> Rate | None:
    """Lawful titles in which a name is seen; None outside a checkout."""
    made = _load("resembling")
    if made is None:
        return None
    listings = made.make_resembling(seed=SEED)
    return Rate(sum(bool(judge.recognise(listing)) for listing in listings), len(listings))


def _load(name: str) -> ModuleType | None:
    if not (FOLDER.parent / f"{name}.py").is_file():
        return None
    if str(PROJECT) not in sys.path:
        sys.path.append(str(PROJECT))  # the checkout's tests are no part of the installed packages
    return import_module(f"tests.bench.{name}")
