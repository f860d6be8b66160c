"""Articles of procedure that letters cite: procedure.yml to grounds, and the citation that holds on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from leads_db.errors import UnknownReference
from leads_db.records import Ground, GroundRef
from leads_db.register.yaml_records import load_rows, make_record

FOLDER = Path(__file__).parent
PROCEDURE_FILE = "procedure.yml"


@dataclass(frozen=True, slots=True)
class Procedure:
    """The articles by ground id."""

    grounds: Mapping[str, Ground]

    def ref(self, code: str, day: date) -> GroundRef:
        """The citation of `PROC:10`; one that was not in force on the day is never confirmed.

        Raises UnknownReference.
        """
        ground_id, _, act_code = code.partition(":")
        ground = self.grounds.get(ground_id)
        act = next((act for act in ground.acts if act.code == act_code), None) if ground else None
        if ground is None or act is None:
            raise UnknownReference(f"{PROCEDURE_FILE}: {code}")
        holds = act.confirmed and ground.is_in_force_on(day)
        return GroundRef(ground=code, instrument=ground.instrument, article=act.article, confirmed=holds)


def load_procedure(own_folder: Path | None = None, *, folder: Path = FOLDER) -> Procedure:
    """The articles, from the installation's own file where it has one. Raises RegisterFileBroken."""
    own = own_folder / PROCEDURE_FILE if own_folder else None
    path = own if own and own.is_file() else folder / PROCEDURE_FILE
    grounds = (make_record(Ground, row, path.name) for row in load_rows(path, "grounds"))
    return Procedure({ground.id: ground for ground in grounds})
