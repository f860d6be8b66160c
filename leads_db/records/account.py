"""Who uses the system: roles, and the person who acts."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do. One account can have several; each act is done in one of them."""

    REVIEWER = "reviewer"
    """Protection centre: triage of its cities' leads."""
    APPROVER = "approver"
    """Protection centre or city bureau: approves, dispatches, supervises; never the reviewer of the same lead."""
    COUNTY = "county"
    """County bureau: what was dispatched to it, nothing else."""
    COUNTY_HEAD = "county_head"
    """Head at the county bureau: extension, no filing, criminal transfer."""
    SEAT = "seat"
    """Bureau at a platform's seat: answers requests for assistance that were sent to it."""
    OPS = "ops"
    """Operations: runs, sources, system; no text of leads beyond their titles, no documents."""
    AUDITOR = "auditor"
    """Supervision: audit and statistics, read only."""
    ADMIN = "admin"
    """Accounts and settings; no leads."""
    SYSTEM = "system"
    """The program itself, on a clock or a new sighting; no account has it."""


CENTRE = frozenset({Role.REVIEWER, Role.APPROVER})
"""See every lead of their cities."""
OF_BUREAU = frozenset({Role.COUNTY, Role.COUNTY_HEAD, Role.SEAT})
"""See only what was dispatched to their own bureau."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, as the session or the command line knows; never taken from a form."""

    name: str
    """Log-in name, `cli:<user>` for the command line, `system` for the program."""
    shown: str = ""
    """Name as a letter or a list shows it."""
    roles: frozenset[Role]
    cities: tuple[str, ...] = ()
    bureau: str | None = None
    """Bureau id of a county or seat account."""

    @property
    def is_centre(self) -> bool:
        """True for those who see every lead of their cities."""
        return bool(self.roles & CENTRE)

    @property
    def is_of_bureau(self) -> bool:
        """True for those who see only what was dispatched to their bureau."""
        return bool(self.roles & OF_BUREAU) and self.bureau is not None


SYSTEM_ACTOR = Actor(name="system", shown="系统", roles=frozenset({Role.SYSTEM}))
