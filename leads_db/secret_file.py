"""Files of the data folder that hold secrets: YAML that its owner alone may read. No message carries a value."""

import stat
from collections.abc import Mapping
from pathlib import Path

import yaml

from leads_db.errors import CredentialsBroken

OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def read_secret_file(path: Path) -> Mapping[str, object]:
    """The blocks of the file by name; empty where there is no file. Raises CredentialsBroken naming the fault."""
    try:
        mode = path.stat().st_mode
        if mode & OTHERS_MAY:
            raise CredentialsBroken(f"{path.name} may be read by others: run chmod 600 on it, then start again")
        told = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as fault:
        raise CredentialsBroken(f"{path.name}: {type(fault).__name__}") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "its form"
        raise CredentialsBroken(f"{path.name}: {where} is no YAML") from None
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise CredentialsBroken(f"{path.name}: one block a name (name: fields) is wanted")
    return told
