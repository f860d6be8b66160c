"""Who calls: the account of the token, slowed down where it calls too often; and who may call what."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from console.api.pace import Pace
from console.desk.context import DeskOf
from console.desk.security.api_access import api_actor
from console.desk.security.visitor import address_of
from leads_db.errors import RoleMissing, TooManyTries
from leads_db.records.account import Actor, Role

BEARER = HTTPBearer(auto_error=False, bearerFormat="gi_…", description="管理员在“帐号”页发给的令牌")


def calling(
    request: Request, desk: DeskOf, _told: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
) -> Actor:
    """The token's account. Raises 401, and TooManyTries for who calls or guesses too often."""
    pace: Pace = request.app.state.pace
    strangers: Pace = request.app.state.strangers
    address = address_of(request)
    if seconds := strangers.wait_s(address):
        raise TooManyTries(seconds=seconds)
    try:
        actor = api_actor(request, desk)
    except HTTPException:
        strangers.take(address)
        raise
    if seconds := pace.take(actor.name):
        raise TooManyTries(seconds=seconds)
    return actor


CallerOf = Annotated[Actor, Depends(calling)]
"""Parameter of a route: who calls."""
CALLER: Any = Depends(calling)
"""Dependency of every router of the interface."""


def only(*roles: Role) -> Any:
    """A dependency: only accounts with one of `roles`. Raises RoleMissing."""

    def check(actor: CallerOf) -> None:
        if not actor.roles.intersection(roles):
            raise RoleMissing(roles="/".join(sorted(roles)))

    return Depends(check)
