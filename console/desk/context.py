"""What every page works with: the store, the names, the sources, the templates, the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine

from console import clock_words, health_words, lead_words, opinion_words, words
from console.desk.addresses import web_address
from console.desk.asking import (
    FLASH,
    actor_at_hand,
    cookie_at_hand,
    csrf_field,
    flashes_at_hand,
    may,
    path_at_hand,
    preferences_at_hand,
    session_end_at_hand,
)
from console.desk.keys import key_attribute
from console.desk.language import LANGUAGE_TAGS, language_at_hand, translated
from console.desk.navigation import NOTICES, Counter, Navigation, counts_of, navigation_of
from console.desk.soft_locks import SoftLocks
from console.naming import Names
from leads_db.errors import StoreError
from leads_db.records import FindingState, RunState, Verdict
from leads_db.settings import Settings
from leads_db.store.engine import reading
from pipelines.masking import mask_personal

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What the desk knows of one source file."""

    name: str
    kind: str
    platform: str
    base_url: str
    is_watched: bool
    """True: collected daily, so that its absence is a gap in the leads."""
    is_practice: bool = False
    expected_minimum: int = 0
    expected_maximum: int = 0
    """Listings or posts that a run should meet; 0: no limit."""
    fault: str = ""
    """Why its file cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Built once by `make_desk`."""

    engine: Engine
    settings: Settings
    names: Names
    read_sources: Callable[[], tuple[SourceLine, ...]]
    built: frozenset[str] = frozenset()
    """Paths of the pages that this desk has."""
    counters: Mapping[str, Counter] = field(default_factory=dict)
    """Path → how many wait there, for the header."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    templates: Environment = field(default_factory=lambda: make_templates())
    locks: SoftLocks = field(default_factory=SoftLocks)
    """Which leads are open, and with whom."""

    @property
    def sources(self) -> tuple[SourceLine, ...]:
        """Every source as its file is now, those that are collected daily first."""
        return self.read_sources()

    @property
    def practice_sources(self) -> frozenset[str]:
        """Names of the sources whose runs are marked."""
        return frozenset(source.name for source in self.sources if source.is_practice)

    def render(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
        """The page; every value is escaped by the template engine. What was to be told once is told on it."""
        page = self.templates.get_template(template)
        answer = HTMLResponse(page.render({**self._shared(status), **context}), status_code=status)
        if cookie_at_hand(FLASH):
            answer.delete_cookie(FLASH)
        return answer

    def _shared(self, status: int) -> dict[str, Any]:
        """What every template may use."""
        nav = navigation_of(actor_at_hand(), path_at_hand(), self.built)
        return {
            "names": self.names,
            "cities": self.settings.cities,
            "now": self.clock(),
            "practice_sources": self.practice_sources,
            "faults": {source.name: source.fault for source in self.sources if source.fault},
            "actor": actor_at_hand(),
            "session_ends_at": session_end_at_hand(),
            "nav": nav,
            "counts_of_nav": self._count(nav) if status < 500 else {},
            "flashes": flashes_at_hand(),
            "language": language_at_hand(),
            "language_tag": LANGUAGE_TAGS[language_at_hand()],
            "is_large": (preferences_at_hand() or {}).get("large") is True,
        }

    def _count(self, nav: Navigation) -> Mapping[str, int]:
        """How many wait behind each item; nothing while the store does not answer."""
        actor = actor_at_hand()
        if actor is None:
            return {}
        try:
            with reading(self.engine) as connection:
                return counts_of(connection, actor, (*nav.items, NOTICES), self.counters)
        except StoreError:
            return {}


def make_templates() -> Environment:
    """Templates that escape everything and refuse unknown names."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        mask=mask_personal,
        moment=words.moment,
        day=words.day,
        percent=words.percent,
        strength=words.strength,
        byte_size=words.byte_size,
        span=words.span,
        note_word=words.note_word,
        field_word=words.field_word,
        web_address=web_address,
        why_gap=health_words.why_gap,
        share_word=health_words.share_word,
        state_of=health_words.state_of,
        day_mark=health_words.day_mark,
        day_told=health_words.day_told,
    )
    environment.globals.update(
        words=words,
        lead_words=lead_words,
        clock_words=clock_words,
        health_words=health_words,
        opinion_words=opinion_words,
        Verdict=Verdict,
        FindingState=FindingState,
        RunState=RunState,
    )
    environment.globals.update(_=translated, key=key_attribute, csrf=csrf_field, may=may, path_at_hand=path_at_hand)
    return environment


def _desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskOf = Annotated[Desk, Depends(_desk_of)]
"""Parameter of a page that gets the desk."""
