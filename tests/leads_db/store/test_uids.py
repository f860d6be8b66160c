"""Uids: of one form, all different, never an option of a command."""

import re

import pytest

from leads_db.store import uids


def test_uids_are_safe_in_an_address_and_on_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-AAAAAAAAAAAAAAAAAAAAA", "-BBBBBBBBBBBBBBBBBBBBB", "C-CCCCCCCCCCCCCCCCCCCC"])
    monkeypatch.setattr(uids.secrets, "token_urlsafe", lambda size: next(drawn))
    assert uids.new_uid() == "C-CCCCCCCCCCCCCCCCCCCC"


def test_uids_are_all_different() -> None:
    made = {uids.new_uid() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(re.fullmatch(r"\w[\w-]{21}", uid) for uid in made)
