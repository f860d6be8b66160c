"""Every source file loads; every indicator explains itself; help answers without loading the house."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import pipelines.indicators
from crawlers.source_file import load_sources
from leads_db.settings import Settings
from tests.structure.project_files import ROOT

HEAVY = ("sqlalchemy", "scrapy", "pydantic", "fastapi", "openpyxl", "yaml", "jieba", "leads_db.register")


def indicator_functions() -> list[tuple[str, str]]:
    """Name and docstring of every public function that a module of pipelines.indicators defines and model.py lists."""
    from pipelines.model import BY_NAME

    found = []
    for module in pkgutil.iter_modules(pipelines.indicators.__path__, "pipelines.indicators."):
        loaded = importlib.import_module(module.name)
        for name, item in inspect.getmembers(loaded, inspect.isfunction):
            if item.__module__ == module.name and name in BY_NAME:
                found.append((name, inspect.getdoc(item) or ""))
    return found


def test_every_row_of_the_model_is_an_indicator() -> None:
    from pipelines.model import BY_NAME

    assert {name for name, _ in indicator_functions()} == set(BY_NAME)


@pytest.mark.parametrize("part", ["Basis:", "Score:", "Clear:"])
def test_every_indicator_says_basis_score_and_clear(part: str) -> None:
    assert [name for name, text in indicator_functions() if part not in text] == []


def test_every_source_loads_and_is_named_after_its_file(settings: Settings) -> None:
    sources = load_sources(settings)
    assert sources
    assert all(name == source.name for name, source in sources.items())


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, console.cli; print(' '.join(m for m in sys.argv[1:] if m in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_kind_of_source_is_told(readme: str) -> None:
    from crawlers.kinds import KINDS

    text = (ROOT / readme).read_text("utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []
