"""The project's own files: what git would carry."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("leads_db", "crawlers", "pipelines", "scheduler", "console")
SKIPPED = {".git", ".venv", "__pycache__", "gi-home", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


def project_files() -> list[Path]:
    """Tracked files and new ones that are not ignored; without git, everything but tool folders."""
    told = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if told.returncode == 0 and told.stdout:
        return [path for name in told.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts)]


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
