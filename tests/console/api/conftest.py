"""An office for each test; one for a module that only reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.api.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Fresh, to be changed."""
    opened = open_office(tmp_path / "office")
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="module")
def still_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all tests of the module."""
    opened = open_office(tmp_path_factory.mktemp("office"))
    yield opened
    opened.engine.dispose()
