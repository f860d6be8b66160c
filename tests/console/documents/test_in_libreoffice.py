"""Each paper opened by another program, which turns it into pages."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from console.documents.forms import FORMS, load_template
from console.documents.letter_words import context_of
from console.documents.letters import LetterFacts
from console.documents.rendering import render
from leads_db.records.paper import PaperKind
from tests.console.documents.letters_made import emptiest, filled_with, letter
from tests.console.hostile import HOSTILE

OFFICE = shutil.which("soffice")
LIMIT_S = 110


CASES: dict[str, Callable[[PaperKind], LetterFacts]] = {
    "normal": letter,
    "empty": emptiest,
    "nasty": lambda kind: filled_with(kind, "".join(HOSTILE[:20])),
    "long": lambda kind: filled_with(kind, "很长的文字" * 8000, times=20),
}


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on PATH: apt-get install libreoffice-writer")
@pytest.mark.parametrize("case", CASES)
def test_every_paper_opens_and_prints(case: str, tmp_path: Path) -> None:
    made = []
    for kind in FORMS:
        template, name = load_template(kind)
        made.append(tmp_path / f"{kind.value}.docx")
        made[-1].write_bytes(render(template, name, context_of(CASES[case](kind))))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, made)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        running.wait(LIMIT_S)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
    lost = [path.name for path in made if not path.with_suffix(".pdf").is_file()]
    assert lost == []
