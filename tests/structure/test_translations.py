"""Every Chinese text of the desk has its English in the catalogue, and the catalogue holds nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from console import clock_words, health_words, lead_words, opinion_words, words
from console.desk.language import CATALOGUE, load_catalogue
from console.desk.navigation import GROUPS
from leads_db import lifecycle
from tests.structure.project_files import ROOT, python_files

HAN = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = sorted((ROOT / "console/desk/templates").glob("*.html"))
CALL = re.compile(r"""\b_\(\s*"((?:[^"\\]|\\.)*)"|\b_\(\s*'((?:[^'\\]|\\.)*)'""")
PLACE = re.compile(r"\{(\w+)\}")
NAMES_OF_LANGUAGES = "中文"


def template_text(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


def texts_of_templates() -> set[str]:
    return {found[1] or found[2] for path in TEMPLATES for found in CALL.finditer(template_text(path))}


def literals(path: Path) -> Iterator[str]:
    """Chinese string literals that are neither docstrings nor parts of other strings."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def texts_of_code() -> set[str]:
    """Of the desk's modules, and of the tables of words that it shows."""
    found = {text for path in python_files("console/desk") for text in literals(path)}
    for module in (words, clock_words, health_words, lead_words, opinion_words, lifecycle):
        tables = [value for value in vars(module).values() if isinstance(value, dict)]
        found |= {text for table in tables for text in table.values() if isinstance(text, str)}
    found |= {text for path in ("console/health_words.py",) for text in literals(ROOT / path)}
    found |= {words.PRACTICE_MARK, words.NOT_CONFIRMED, words.UNKNOWN, "强", "中", "弱"}
    for group in GROUPS:
        found |= {group.word, *(item.word for item in group.items)}
    return {text for text in found if HAN.search(text)}


def test_no_chinese_of_a_template_stands_outside_of_the_catalogue() -> None:
    stray = {}
    for path in TEMPLATES:
        text = CALL.sub("", template_text(path)).replace(NAMES_OF_LANGUAGES, "")
        lines = [line.strip()[:100] for line in text.splitlines() if HAN.search(line)]
        stray |= {path.name: lines} if lines else {}
    assert stray == {}


def test_every_text_has_english() -> None:
    known = {*load_catalogue(), NAMES_OF_LANGUAGES}
    assert sorted((texts_of_templates() | texts_of_code()) - known) == []


def test_english_fills_in_the_same_places_and_holds_no_chinese() -> None:
    broken = [
        chinese
        for chinese, english in load_catalogue().items()
        if not isinstance(english, str)
        or not english.strip()
        or HAN.search(english)
        or set(PLACE.findall(chinese)) != set(PLACE.findall(english))
    ]
    assert broken == []


def test_the_catalogue_holds_no_text_twice_and_none_that_is_gone() -> None:
    held = [key for file in CATALOGUE.glob("*.yml") for key in yaml.safe_load(file.read_text("utf-8"))]
    gone = sorted(set(held) - texts_of_templates() - texts_of_code())
    assert sorted({key for key in held if held.count(key) > 1}) == []
    assert gone == []
