"""Files to import, and the readers for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from crawlers.importing.chosen_file import choose_file
from crawlers.importing.columns import ColumnMap
from crawlers.importing.identity import PlatformNames
from crawlers.importing.reading import read_sightings
from crawlers.importing.row_reader import RowReader
from leads_db.errors import RowBroken
from leads_db.records import Sighting
from leads_db.register import load_register

ReadFile = Callable[..., list[Sighting | RowBroken]]


@pytest.fixture(scope="session")
def platforms() -> PlatformNames:
    return PlatformNames(load_register().platforms.values())


@pytest.fixture
def read_file(tmp_path: Path, platforms: PlatformNames) -> ReadFile:
    """Write `content` under `name` and read it back as an import would."""

    def read(
        name: str, content: str | bytes, *, maps: Sequence[str] = (), platform: str | None = "taobao"
    ) -> list[Sighting | RowBroken]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        reader = RowReader(f"import:{name}", platforms, ColumnMap.parse(maps), platform)
        return list(read_sightings(choose_file(path), reader))

    return read


def sound(rows: list[Sighting | RowBroken]) -> list[Sighting]:
    return [row for row in rows if isinstance(row, Sighting)]


def broken(rows: list[Sighting | RowBroken]) -> list[str]:
    return [str(row) for row in rows if isinstance(row, RowBroken)]
