"""What a person at the terminal sees of `gi-leads serve`: the first collection as a bar, later ones as single lines."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from leads_db.records import RunState

SIGNS = {str(RunState.FINISHED): "✓", str(RunState.PARTIAL): "△", str(RunState.FAILED): "✕"}
COUNTED = {"requests": "pages", "listings": "listings", "mentions_new": "posts", "leads_new": "new leads"}
"""What is told of an ended collection, where it is not nought."""
NEXT_STEPS = (
    ("leads list", "the leads, the likeliest first"),
    ("leads export leads.xlsx", "the same as a table"),
    ("import FILE", "listings that an officer saved or a platform handed over"),
    ("source add --help", "a source of your own; the practice market is left out from then on"),
    ("practice wipe", "delete what came from the practice market"),
)


class CollectionView:
    """Fed with the scheduler's events; prints plain lines where there is no terminal."""

    def __init__(self, console: Console, desk_url: str, *, is_first: bool) -> None:
        """`is_first`: nothing was ever collected here, so the first collection is shown as it goes."""
        self.console = console
        self.desk_url = desk_url
        self._showing_first = is_first
        self._expected: set[object] = set()
        self._ended: set[object] = set()
        self._source = ""
        self._met = 0
        """Listings and posts of the source that is being collected."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, TimeElapsedColumn(), console=console, disable=not is_first, transient=True)
        self._bar = self._progress.add_task("First collection: starting", total=None)

    def __enter__(self) -> Self:
        if self._showing_first:
            self.tell("First start: the data folder is ready, the first collection begins.")
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def tell(self, text: str) -> None:
        """Print one line above the bar."""
        self.console.print(escape(text), soft_wrap=not self.console.is_terminal)

    def desk_is_up(self, setup_code: str = "") -> None:
        """Say where the desk is, and how its first administrator gets in."""
        self.tell(f"The desk is at {self.desk_url}   (Ctrl-C ends everything)")
        if setup_code:
            self.tell(f"Nobody has an account yet: open {self.desk_url}/setup with the code {setup_code} (24 h, once).")

    def show(self, event: Mapping[str, object]) -> None:
        """One event of the scheduler or of a crawl child; those without news for a person are passed over."""
        showing = {"due": self._due, "started": self._started, "batch": self._batch, "ended": self._run_ended}
        showing |= {"fault": self._fault, "failed": self._fault, "disk": self._disk, "restarted": self._restarted}
        known = showing.get(str(event.get("event")))
        if known is not None:
            known(event)

    def _due(self, event: Mapping[str, object]) -> None:
        self._expected.add(event.get("run"))
        self._progress.update(self._bar, total=len(self._expected))
        if event.get("merged"):
            self.tell(f"{event.get('source')}: {event.get('note')}")

    def _started(self, event: Mapping[str, object]) -> None:
        if self._showing_first and not self._source:
            self.tell(f"{len(self._expected)} sources, one after another; the leads stand on the desk as they come.")
        self._source, self._met = str(event.get("source")), 0
        self._progress.update(self._bar, description=f"First collection: {escape(self._source)}")

    def _batch(self, event: Mapping[str, object]) -> None:
        self._met += _count(event, "listings") + _count(event, "mentions")
        met = f"First collection: {escape(self._source)}, {self._met} met"
        self._progress.update(self._bar, description=met)

    def _run_ended(self, event: Mapping[str, object]) -> None:
        self._ended.add(event.get("run"))
        self._progress.update(self._bar, completed=len(self._ended & self._expected))
        counts = event.get("counts")
        seen = counts if isinstance(counts, Mapping) else {}
        told = ", ".join(f"{_count(seen, name)} {word}" for name, word in COUNTED.items() if _count(seen, name))
        sign = SIGNS.get(str(event.get("state")), "–")
        self.tell(f"{sign} {event.get('source')}: {told or 'nothing'}   {event.get('note') or ''}".rstrip())
        if self._showing_first and self._expected and self._ended >= self._expected:
            self._first_is_over()

    def _first_is_over(self) -> None:
        self._showing_first = False
        self._progress.stop()
        self.tell(f"The first collection is over. Read the leads at {self.desk_url}")
        self.tell("✕ above: the source could not be seen; △: a part of it. The practice market does so on purpose.")
        self.tell("Next, in a second terminal:")
        for command, does in NEXT_STEPS:
            self.tell(f"  .venv/bin/gi-leads {command:<28} {does}")

    def _fault(self, event: Mapping[str, object]) -> None:
        self.tell(f"! {event.get('message')}")

    def _restarted(self, event: Mapping[str, object]) -> None:
        self.tell(f"! the crawl of {event.get('source')} died and was started again")

    def _disk(self, event: Mapping[str, object]) -> None:
        self.tell("Disk space is back." if event.get("enough") else "! Less than 5 % of the disk is free: no new runs.")


def _count(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name)
    return value if isinstance(value, int) else 0
