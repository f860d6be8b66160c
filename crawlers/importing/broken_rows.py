"""The broken rows of one import: all of them in a text file beside the data, the first few at hand."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from leads_db.errors import RowBroken, StoreFull


class BrokenRows:
    """The file is made with the first broken row; an import without any leaves none."""

    def __init__(self, path: Path, *, shown: int) -> None:
        """`shown`: how many are kept in `first`."""
        self.path = path
        self.first: list[str] = []
        self._shown = shown
        self._stack = ExitStack()
        self._file: IO[str] | None = None

    def take(self, row: RowBroken) -> None:
        """Write one down. Raises StoreFull."""
        text = " ".join(str(row).split())
        if len(self.first) < self._shown:
            self.first.append(text)
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._stack.enter_context(self.path.open("w", encoding="utf-8", errors="replace"))
            self._file.write(f"{text}\n")
        except OSError as fault:
            raise StoreFull(f"{self.path}: {fault.strerror or fault}") from fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()
