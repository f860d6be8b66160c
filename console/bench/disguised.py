"""Names in disguise and titles that only resemble one, made by the generators that stand beside the bench's sets."""

import sys
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

from console.bench.probes import Rate
from console.bench.sets import FOLDER
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
    path = FOLDER.parent / f"{name}.py"
    spec = spec_from_file_location(f"bench_{name}", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
