"""The live line of an import, on standard error."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from console.import_flow import Tally
from console.screen import plain


class ImportProgress:
    """Rows committed so far; without a terminal the line stands there once, at the end."""

    def __init__(self, name: str, console: Console | None = None) -> None:
        """`name`: of the file."""
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._name = plain(name, 60)
        self._progress = Progress(*columns, console=console or Console(stderr=True))
        self._task = self._progress.add_task(f"{self._name}: reading", total=None)

    def show(self, tally: Tally) -> None:
        """After each batch."""
        facts = f"{tally.rows} rows, {tally.named} name an indication, {tally.broken} broken"
        self._progress.update(self._task, description=f"{self._name}: {facts}")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()
