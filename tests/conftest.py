"""What every test gets: a fresh data folder and store, no GI_ variables, sockets to loopback only."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from leads_db.settings import Settings, read_settings
from leads_db.store.engine import open_engine, upgrade

SHARED = Path(__file__).resolve().parents[2] / "shared"
CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        for folder in os.environ.get("PATH", "").split(os.pathsep)
        if (path := Path(folder) / name).is_file()
    ),
    None,
)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("GI_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GI_HOME", str(tmp_path / "home"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="../shared is not beside the project"))
        if item.get_closest_marker("browser") and CHROMIUM is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on PATH: apt-get install chromium"))


@pytest.fixture
def shared() -> Path:
    """The folder ../shared; only for tests marked `shared`."""
    return SHARED


@pytest.fixture
def settings() -> Settings:
    """Settings on a fresh data folder."""
    return read_settings()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file after all migrations, to be copied: a copy takes a hundredth of the time."""
    path = tmp_path_factory.mktemp("migrated") / "store.db"
    opened = open_engine(f"sqlite:///{path}")
    upgrade(opened)
    opened.dispose()
    return path


@pytest.fixture
def engine(settings: Settings, migrated: Path) -> Iterator[Engine]:
    """A fresh SQLite store with all tables."""
    opened = open_engine(settings.store_url)
    shutil.copyfile(migrated, settings.home / "gi-leads.db")
    yield opened
    opened.dispose()
