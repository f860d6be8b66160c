"""The live line of a running collection, fed by the runner's events."""

from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from console.screen import plain


class CrawlProgress:
    """Units done of units planned, with requests by outcome; on standard error, so that output can be piped."""

    def __init__(self, title: str, console: Console | None = None) -> None:
        """`title`: source and run."""
        self.outcomes: Counter[str] = Counter()
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("units {task.fields[facts]}", markup=False),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=console or Console(stderr=True))
        self._task = self._progress.add_task(plain(title, 60), total=None, facts="")

    def take(self, event: Mapping[str, object]) -> None:
        """Show one event of the runner or of the crawl child; an unknown one changes nothing."""
        name = event.get("event")
        if name == "started":
            units, left = _count(event, "units"), _count(event, "open")
            self._progress.update(self._task, total=units, completed=units - left)
        elif name == "unit":
            self._progress.advance(self._task)
            self.outcomes[plain(event.get("outcome", "?"), 40)] += 1
        elif name == "progress":
            self._follow(event.get("counts"))
        elif name in ("waiting", "restarted"):
            self.outcomes[str(name)] += 1
        facts = ", ".join(f"{outcome} {count}" for outcome, count in self.outcomes.items())
        self._progress.update(self._task, facts=facts)

    def _follow(self, counts: object) -> None:
        """Another process works on the run: its counts from the store."""
        if isinstance(counts, Mapping):
            done = _count(counts, "units_done") + _count(counts, "units_dead")
            self._progress.update(self._task, total=_count(counts, "units"), completed=done)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()


def _count(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name)
    return value if isinstance(value, int) else 0
