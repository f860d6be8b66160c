"""The rules of the house that a machine can see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import leads_db.errors
from leads_db.errors import GILeadsError
from tests.structure.project_files import PACKAGES, ROOT, project_files, python_files

DATA = {".yml", ".yaml", ".csv", ".jsonl", ".json", ".dat", ".gz", ".txt", ".png", ".svg", ".html", ".xml"}
LINES_MOST = 300
FUNCTION_LINES_MOST = 50
FORBIDDEN_NAMES = {"utils", "helpers", "helper", "common", "misc", "manager", "handler", "info", "data2"}
HERE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|tmp/\w+|Users/\w+)/[\w.]")
REGISTRIES = re.compile(r"pypi\.|pythonhosted|npmjs|registry\.|index-url|mirrors?\.(?:aliyun|tuna|ustc)", re.IGNORECASE)


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-3000:]


def test_records_hold_to_the_standard_library() -> None:
    for path in python_files("leads_db/records"):
        tree = ast.parse(path.read_text("utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        tops = {module.split(".")[0] for module in modules} - {"leads_db"}
        assert tops <= sys.stdlib_module_names, path


def drawn_tree() -> list[tuple[str, str]]:
    """(class, parent) as the docstring of errors.py draws them."""
    lines = [
        line for line in (leads_db.errors.__doc__ or "").splitlines() if re.search(r"\w+$", line) and "." not in line
    ]
    path: list[str] = []
    found = []
    for line in lines:
        depth = (len(line) - len(line.lstrip("│├└─ "))) // 4
        path = [*path[:depth], line.lstrip("│├└─ ")]
        if depth:
            found.append((path[-1], path[-2]))
    return found


def test_the_drawn_tree_is_the_tree_of_errors() -> None:
    classes = [
        item for item in vars(leads_db.errors).values() if isinstance(item, type) and issubclass(item, GILeadsError)
    ]
    real = {(item.__name__, item.__bases__[0].__name__) for item in classes if item is not GILeadsError}
    assert set(drawn_tree()) == real


def test_every_error_of_the_project_stands_in_the_tree() -> None:
    strays = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and path.name != "errors.py":
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                strays += [f"{path}: {node.name}"] if bases & {"Exception", "GILeadsError", "RuntimeError"} else []
    assert strays == []


def test_every_error_says_what_to_do_next() -> None:
    short = [
        item.__name__
        for item in vars(leads_db.errors).values()
        if isinstance(item, type) and issubclass(item, GILeadsError) and len((item.__doc__ or "").split()) < 8
    ]
    assert short == []


@pytest.mark.parametrize("folder", PACKAGES)
def test_files_and_functions_stay_small(folder: str) -> None:
    long = []
    for path in (path for path in python_files(folder) if "versions" not in path.parts):
        text = path.read_text("utf-8")
        name, lines = path.relative_to(ROOT), text.count("\n")
        long += [f"{name}: {lines} lines"] if lines > LINES_MOST else []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                long += [f"{name}: {node.name} {size} lines"] if size > FUNCTION_LINES_MOST else []
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in python_files(*PACKAGES, "tests") if path.stem in FORBIDDEN_NAMES] == []


def test_no_broad_except_outside_the_edges() -> None:
    broad = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                names = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
                caught = {name.id for name in names if isinstance(name, ast.Name)} if node.type else {"BaseException"}
                broad += [f"{path.relative_to(ROOT)}:{node.lineno}"] if caught & {"Exception", "BaseException"} else []
    assert broad == []


def test_no_file_carries_a_path_of_this_machine_or_a_registry() -> None:
    found = []
    for path in project_files():
        if path.suffix in {".png", ".gz", ".dat", ".ico", ".pdf"} or path == Path(__file__):
            continue
        text = path.read_text("utf-8", errors="replace")
        if "tests" not in path.parts:
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in [HERE.search(text)] if hit]
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in [REGISTRIES.search(text)] if hit]
    assert found == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX)\b|raise NotImplementedError")
    found = [path.relative_to(ROOT) for path in python_files(*PACKAGES) if marks.search(path.read_text("utf-8"))]
    assert found == []


def test_every_package_and_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT)
        for path in python_files(*PACKAGES)
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
        if "versions" not in path.parts
    ]
    assert silent == []
