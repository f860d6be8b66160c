"""What a look at an unknown site proposes: values of a source file, each with how sure it is and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crawlers.check_report import CheckStep


class Sureness(StrEnum):
    """How much stands behind a proposed value."""

    SURE = "sure"
    """Tried on the site, and it held."""
    LIKELY = "likely"
    """Seen on the site, not tried to the end."""
    GUESS = "guess"
    """What sites of this kind usually have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Why a field of the source file has its value."""

    field: str
    sureness: Sureness
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The whole of a look."""

    values: Mapping[str, Any]
    """Field of Source → value; without `kind` nothing could be made of the site."""
    traces: tuple[Trace, ...]
    steps: tuple[CheckStep, ...]
    """The requests, in order."""
    hints: tuple[str, ...] = ()
    """What a person should look at."""
    title: str = ""
    """As the site calls itself."""
    needs_browser: bool = False
    """The pages are empty before their scripts have run."""

    @property
    def is_usable(self) -> bool:
        """True when there is a kind that can read the site."""
        return "kind" in self.values
