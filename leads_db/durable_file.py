"""Write a file so that it is there whole or not at all, also after a power cut."""

import os
from pathlib import Path

from leads_db.errors import StoreFull


def write_durably(path: Path, content: bytes, *, shelf: str) -> None:
    """Write beside, sync, rename, sync the folder. `shelf` names the place in the message. Raises StoreFull."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as fault:
        raise StoreFull(f"{shelf}: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """The new name itself must survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
