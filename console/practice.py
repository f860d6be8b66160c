"""The practice market at the console: wipe what it left, and serve it to a command that needs it."""

import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from console.session import Session
from leads_db.paper_file import PRACTICE as PAPERS
from leads_db.settings import Settings
from leads_db.store.accounts import disable_demo_accounts
from leads_db.store.engine import writing
from leads_db.store.practice import wipe_practice

EVIDENCE = "practice"
"""Folder below the evidence folder that holds the practice market's pages and nothing else."""


def wipe_all(session: Session) -> Mapping[str, int]:
    """Delete practice rows, then practice files, and shut the demonstration accounts; how many. Raises StoreBusy."""
    with writing(session.engine) as connection:
        now = datetime.now(UTC)
        counts = wipe_practice(connection, now=now, actor=session.user)
        shut = disable_demo_accounts(connection, at=now, by=session.user)
    pages = _wipe_folder(session.settings.evidence_folder / EVIDENCE)
    letters = _wipe_folder(session.settings.papers_folder / PAPERS)
    photos = _wipe_folder(session.settings.home / "photos" / PAPERS)
    return {**counts, "evidence files": pages, "paper files": letters, "photos": photos, "accounts shut": shut}


def _wipe_folder(folder: Path) -> int:
    files = sum(1 for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    if folder.is_dir():
        shutil.rmtree(folder)
    return files


@contextmanager
def practice_market(settings: Settings, *, is_needed: bool) -> Iterator[None]:
    """Serve the practice market on its port while the block runs, unless it is served already or not needed."""
    if not is_needed or _answers(settings.practice_port):
        yield
        return
    from crawlers.practice_market import start_market

    with start_market(port=settings.practice_port):
        yield


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
