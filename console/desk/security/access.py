"""Which person may open which page. A page without one of these is open to everybody: the access matrix names it."""

from typing import Annotated, Any

from fastapi import Depends, Request

from console.desk.context import Desk, DeskOf
from console.desk.security.visitor import SessionOf, pending_step
from leads_db.errors import LoginNeeded, RoleMissing
from leads_db.records.account import CENTRE, OF_BUREAU, Actor, Role

__all__ = ["CENTRE", "LOGGED_IN", "OF_BUREAU", "ActorOf", "OptionalActorOf", "allow", "cities_of"]


def current_actor(request: Request, desk: DeskOf, session: SessionOf) -> Actor:
    """Who is logged in. Raises LoginNeeded, whose answer leads to the log-in or to its next step."""
    if session is None:
        raise LoginNeeded
    if step := pending_step(desk, session):
        raise LoginNeeded(step=step)
    actor: Actor = request.state.actor
    return actor


def optional_actor(request: Request, _session: SessionOf) -> Actor | None:
    """Who is logged in; None for a visitor."""
    actor: Actor | None = request.state.actor
    return actor


ActorOf = Annotated[Actor, Depends(current_actor)]
"""Parameter of a page that only somebody logged in may see."""
OptionalActorOf = Annotated[Actor | None, Depends(optional_actor)]


def allow(*roles: Role) -> Any:
    """A dependency of a router or a route: only accounts with one of `roles`. Raises LoginNeeded, RoleMissing."""

    def check(actor: ActorOf) -> None:
        if not actor.roles.intersection(roles):
            raise RoleMissing(roles="/".join(sorted(roles)))

    return Depends(check)


LOGGED_IN: Any = Depends(current_actor)
"""Dependency of a router whose pages belong to everybody who is logged in."""


def cities_of(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """The cities of this installation whose leads somebody of the centre sees."""
    return tuple(city for city in desk.settings.cities if city in actor.cities) if actor.is_centre else ()
