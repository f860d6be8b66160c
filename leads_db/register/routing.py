"""routing.yml → the rules of competence, the distribution hubs, the words of addresses abroad."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leads_db.errors import RegisterFileBroken
from leads_db.register.register import FOLDER
from leads_db.register.yaml_records import load_yaml, make_record

ROUTING_FILE = "routing.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """One rule with its article."""

    id: str
    instrument: str
    article: str
    text: str
    """As the reason prints it."""
    confirmed: bool
    source: str

    @property
    def citation(self) -> str:
        """《…》第十条, with 待核 where it was not read."""
        return f"《{self.instrument}》{self.article}{'' if self.confirmed else '（待核）'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A place where goods of an indication are gathered and sold on (销售集散地)."""

    code: str
    """Prefecture."""
    name: str
    indications: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """How an office outside our cities is called as long as nobody looked."""

    pattern: str
    """With {place}."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverseasWords:
    """How an address outside of the mainland is told."""

    begins: tuple[str, ...]
    latin: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """Words of a title that call for one more step."""

    words: tuple[str, ...]
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingTable:
    """All of routing.yml."""

    rules: tuple[RoutingRule, ...]
    office: Office
    hubs: tuple[Hub, ...]
    overseas: OverseasWords
    icp: Mapping[str, str]
    """First letter of a web site's filing number → province code."""
    besides: tuple[Besides, ...]
    sources: Mapping[str, str]

    def rule(self, name: str) -> RoutingRule:
        """The rule of this id. Raises RegisterFileBroken when the file lost it."""
        found = next((rule for rule in self.rules if rule.id == name), None)
        if found is None:
            raise RegisterFileBroken(f"{ROUTING_FILE}: rule {name} is missing; add it")
        return found


@cache
def load_routing(folder: Path = FOLDER) -> RoutingTable:
    """The table of `folder`. Raises RegisterFileBroken with file and line."""
    return make_record(RoutingTable, load_yaml(folder / ROUTING_FILE), ROUTING_FILE)
