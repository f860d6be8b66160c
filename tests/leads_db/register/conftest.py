"""A copy of the packaged register that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from leads_db.register.register import FOLDER

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The register's files without the big tables of divisions, which the check reads from the package."""
    copied = tmp_path / "register"
    shutil.copytree(
        FOLDER, copied, ignore=shutil.ignore_patterns("*.py", "__pycache__", "divisions.csv", "townships.csv")
    )
    return copied


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace a text that stands in a file of the copy."""

    def change(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change
