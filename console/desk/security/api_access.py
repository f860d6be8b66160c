"""Who calls the interface for other systems: the account of the token in the header; sessions do not count here."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from console.desk.context import DeskOf
from console.desk.security.visitor import is_practice_only
from leads_db.records.account import Actor
from leads_db.store.api_tokens import PREFIX, find_token, touch_token
from leads_db.store.engine import reading, writing


def api_actor(request: Request, desk: DeskOf) -> Actor:
    """The token's account. Raises 401 where there is none that may be used."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and token.startswith(PREFIX) and len(token) < 100:
        with reading(desk.engine) as connection:
            found = find_token(connection, token, at=desk.clock())
    if found is None or (found.is_demo and not is_practice_only(desk)):
        raise HTTPException(401, "token missing, revoked or run out", headers={"WWW-Authenticate": "Bearer"})
    if not found.is_noted:
        with writing(desk.engine) as connection:
            touch_token(connection, found.uid, at=desk.clock())
    return found.actor


ApiActorOf = Annotated[Actor, Depends(api_actor)]
"""Parameter of a route below /api/."""
