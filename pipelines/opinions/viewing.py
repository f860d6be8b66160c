"""Posts that are stored → their views: those that came before the analysis, or before its present version."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Protocol

from sqlalchemy import Engine

from leads_db.records import Mention
from leads_db.records.opinion import OpinionView
from leads_db.register import Register
from leads_db.store.engine import reading, writing
from leads_db.store.marks import read_mark, save_mark
from leads_db.store.opinions import has_posts, read_unanalysed, save_views

TOGETHER = 500
"""Posts in one transaction."""


class Analyst(Protocol):
    """What reads a post; built once a process."""

    @property
    def model_version(self) -> str:
        """Version of everything that decides a view."""

    def analyse(self, mention: Mention) -> OpinionView:
        """The view of one post."""


class LateAnalyst:
    """The analysis of this register, whose tables are loaded when the first post comes: most collections bring none."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @property
    def model_version(self) -> str:
        """See Analyst."""
        return self._analysis.model_version

    def analyse(self, mention: Mention) -> OpinionView:
        """See Analyst."""
        return self._analysis.analyse(mention)

    @cached_property
    def _analysis(self) -> Analyst:
        from pipelines.opinions.analysis import Analysis

        return Analysis(self._register)


def view_posts(analyst: Analyst, posts: Iterable[Mention]) -> tuple[OpinionView, ...]:
    """The views of these posts, of two sightings of one post the later."""
    latest = {post.key: post for post in posts}
    return tuple(map(analyst.analyse, latest.values()))


def view_stored(engine: Engine, analyst: Analyst, *, now: datetime, limit: int = 20_000) -> int:
    """Analyse stored posts that have no view of this version, oldest first; how many, at most about `limit`.

    What was done is kept with every TOGETHER posts, so that a killed process goes on where it was.
    """
    with reading(engine) as connection:
        if not has_posts(connection):
            return 0
    name, done = f"opinions:viewed:{analyst.model_version}"[:100], 0
    while done < limit:
        with reading(engine) as connection:
            after = read_mark(connection, name)
            upto, posts = read_unanalysed(connection, analyst.model_version, after=after, limit=TOGETHER)
        if upto == after:
            break
        views = view_posts(analyst, posts)
        with writing(engine) as connection:
            save_views(connection, views, now=now)
            save_mark(connection, name, upto)
        done += len(posts)
    return done
