"""Which posts the board counts: the filter as the address carries it, and whose indications somebody sees."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from sqlalchemy import Connection

from console.desk.choice import StockChoice, Word
from console.desk.context import Desk
from console.desk.security.access import cities_of
from leads_db.clocks import shanghai_day
from leads_db.errors import NotFound
from leads_db.records.account import Actor, Role
from leads_db.records.opinion import Topic
from leads_db.store.opinion_counts import OpinionFilter, read_platform_sources

DAYS = (7, 30, 90)
Platform = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]


class TopicChoice(StrEnum):
    """What the filter offers; `all` is no filter."""

    ALL = ""
    COUNTERFEIT_COMPLAINT = Topic.COUNTERFEIT_COMPLAINT
    QUALITY_COMPLAINT = Topic.QUALITY_COMPLAINT
    PRICE_COMPLAINT = Topic.PRICE_COMPLAINT
    ENFORCEMENT_NEWS = Topic.ENFORCEMENT_NEWS
    RIGHTS_DISPUTE = Topic.RIGHTS_DISPUTE
    PROMOTION = Topic.PROMOTION
    KNOWLEDGE = Topic.KNOWLEDGE


@dataclass(frozen=True, slots=True)
class OpinionChoice:
    """The board's filter, as the address carries it."""

    days: Annotated[int, Query(ge=1, le=366)] = 30
    indication: Word = ""
    topic: TopicChoice = TopicChoice.ALL
    platform: Platform = ""
    stock: StockChoice = StockChoice.ALL

    def query(self, **changes: object) -> str:
        """The filter as an address carries it, with changes; what is empty is left out."""
        told = {name: str(value) for name, value in (asdict(self) | changes).items()}
        return urlencode({name: value for name, value in told.items() if value})

    def wanted(self, slugs: tuple[str, ...], today: date, *, is_practice: bool) -> OpinionFilter:
        """The posts to count. Raises NotFound for an indication that is not one of `slugs`."""
        if self.indication and self.indication not in slugs:
            raise NotFound(f"indication {self.indication}")
        return OpinionFilter(
            indications=(self.indication,) if self.indication else slugs,
            first=today - timedelta(days=self.days - 1),
            last=today,
            topic=Topic(self.topic) if self.topic else None,
            platform=self.platform or None,
            is_practice=is_practice,
        )


OpinionChoiceOf = Annotated[OpinionChoice, Depends()]


def slugs_of(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """The indications of the person's cities; an auditor sees the statistics of all."""
    cities = desk.settings.cities if Role.AUDITOR in actor.roles else cities_of(desk, actor)
    return tuple(slug for slug, one in desk.names.indications.items() if one.city in cities)


def read_filter(connection: Connection, desk: Desk, actor: Actor, choice: OpinionChoice) -> OpinionFilter:
    """The posts that the address asks for; without a choice those of the practice market while there are no others."""
    is_practice = choice.stock is StockChoice.PRACTICE
    if choice.stock is StockChoice.ALL and not read_platform_sources(connection):
        is_practice = bool(read_platform_sources(connection, is_practice=True))
    return choice.wanted(slugs_of(desk, actor), shanghai_day(desk.clock()), is_practice=is_practice)


def refuse_foreign(desk: Desk, actor: Actor, slug: str) -> None:
    """Raises NotFound for what is of another city's indication."""
    if not actor.is_centre or slug not in slugs_of(desk, actor):
        raise NotFound(f"indication {slug}")


def named_choices(desk: Desk, slugs: tuple[str, ...]) -> Mapping[str, str]:
    """Slug → name, for the filter."""
    return {slug: desk.names.indication(slug) for slug in slugs}
