"""What a person at the terminal sees of `gi-leads serve`: the first collection as a bar, later ones as one line each."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from leads_db.records import RunState

SIGNS = {RunState.FINISHED: "✓", RunState.PARTIAL: "△", RunState.FAILED: "✕", RunState.CANCELLED: "–"}


class CollectionView:
    """Fed with the scheduler's events; prints plain lines where there is no terminal."""

    def __init__(self, console: Console, desk_url: str, *, is_first: bool) -> None:
        """`is_first`: nothing was ever collected here, so the first collection is shown as it goes."""
        self.console = console
        self.desk_url = desk_url
        self._showing_first = is_first
        self._expected: set[object] = set()
        self._ended: set[object] = set()
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
        self.console.print(escape(text))

    def desk_is_up(self) -> None:
        """Say where the desk is."""
        self.tell(f"The desk is at {self.desk_url}   (Ctrl-C ends everything)")

    def show(self, event: Mapping[str, object]) -> None:
        """One event of the scheduler or of a crawl child; those without news for a person are passed over."""
        handler = {"due": self._due, "started": self._started, "ended": self._run_ended, "fault": self._fault}
        handler |= {"failed": self._fault, "disk": self._disk, "restarted": self._restarted}
        known = handler.get(str(event.get("event")))
        if known is not None:
            known(event)

    def _due(self, event: Mapping[str, object]) -> None:
        self._expected.add(event.get("run"))
        self._progress.update(self._bar, total=len(self._expected))
        if event.get("merged"):
            self.tell(f"{event.get('source')}: {event.get('note')}")

    def _started(self, event: Mapping[str, object]) -> None:
        self._progress.update(self._bar, description=f"First collection: {escape(str(event.get('source')))}")

    def _run_ended(self, event: Mapping[str, object]) -> None:
        self._ended.add(event.get("run"))
        self._progress.update(self._bar, completed=len(self._ended & self._expected))
        counts = event.get("counts")
        seen = counts if isinstance(counts, Mapping) else {}
        sign = SIGNS.get(RunState(str(event.get("state"))), " ")
        told = f"{sign} {event.get('source')}: {seen.get('listings', 0)} listings, {seen.get('mentions_new', 0)} posts"
        self.tell(f"{told}, {seen.get('leads_new', 0)} new leads   {event.get('note') or ''}".rstrip())
        if self._showing_first and self._expected and self._ended >= self._expected:
            self._first_is_over()

    def _first_is_over(self) -> None:
        self._showing_first = False
        self._progress.stop()
        self.tell(f"The first collection is over. Next: open {self.desk_url} and read today's leads;")
        self.tell("in a second terminal `gi-leads leads list`, `gi-leads leads export leads.xlsx`,")
        self.tell("`gi-leads source add` for a source of your own. ✕ above is a source that could not be seen.")

    def _fault(self, event: Mapping[str, object]) -> None:
        self.tell(f"! {event.get('message')}")

    def _restarted(self, event: Mapping[str, object]) -> None:
        self.tell(f"! the crawl of {event.get('source')} died and was started again")

    def _disk(self, event: Mapping[str, object]) -> None:
        self.tell("Disk space is back." if event.get("enough") else "! Less than 5 % of the disk is free: no new runs.")
