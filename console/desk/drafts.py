"""Half-filled forms, kept below GI_HOME for the person who writes them, so that an ended session loses nothing."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from leads_db.errors import StoreFull
from leads_db.records.account import Actor
from leads_db.settings import Settings

LONGEST = 2_000
FIELDS_MOST = 20
KEPT_FOR_S = 30 * 86_400
"""A draft that nobody touched for so long is taken away when the next one is kept."""


def _path(settings: Settings, actor: Actor, uid: str) -> Path:
    name = hashlib.sha256(f"{actor.name}\n{uid}".encode()).hexdigest()[:40]
    return settings.home / "drafts" / f"{name}.json"


def keep_draft(settings: Settings, actor: Actor, uid: str, form: str, values: Mapping[str, str]) -> None:
    """Keep what one form holds, beside what the lead's other forms hold. Raises StoreFull."""
    told = {name: value[:LONGEST] for name, value in list(values.items())[:FIELDS_MOST] if value}
    _write(settings, actor, uid, {**read_drafts(settings, actor, uid), form: told})


def _write(settings: Settings, actor: Actor, uid: str, kept: Mapping[str, Mapping[str, str]]) -> None:
    path = _path(settings, actor, uid)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.part")
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(path)
        _forget_old(path)
    except OSError as fault:
        raise StoreFull(f"drafts: {fault.strerror}") from fault


def _forget_old(newest: Path) -> None:
    now = newest.stat().st_mtime
    for path in newest.parent.glob("*.json"):
        if now - path.stat().st_mtime > KEPT_FOR_S:
            path.unlink(missing_ok=True)


def read_drafts(settings: Settings, actor: Actor, uid: str) -> Mapping[str, Mapping[str, str]]:
    """Form → its fields; empty where nothing was kept."""
    try:
        found = json.loads(_path(settings, actor, uid).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def forget_draft(settings: Settings, actor: Actor, uid: str, form: str) -> None:
    """Take one form's draft away once the form was taken in; the lead's other forms keep theirs."""
    kept = {name: values for name, values in read_drafts(settings, actor, uid).items() if name != form}
    if kept:
        _write(settings, actor, uid, kept)
    else:
        _path(settings, actor, uid).unlink(missing_ok=True)
