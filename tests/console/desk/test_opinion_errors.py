"""The measured error that the desk shows is the one that the benchmark froze; copy it when the figures move."""

import json
from pathlib import Path

from console.desk.opinion_errors import load_errors

FROZEN = Path(__file__).parents[2] / "bench" / "frozen.json"


def test_what_is_shown_is_what_was_measured() -> None:
    kept = json.loads(FROZEN.read_text("utf-8"))
    shown = load_errors()
    assert shown == {name: {measure: kept[name][measure] for measure in told} for name, told in shown.items()}
