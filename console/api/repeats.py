"""A change that may be sent twice: done once, answered twice, in one transaction with what it does."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from console.api.access import CallerOf
from console.api.forms import Form, KeyOf
from console.desk.context import Desk, DeskOf
from leads_db.records.account import Actor
from leads_db.store.api_answers import KeptAnswer, find_answer, save_answer
from leads_db.store.engine import writing

REPEATED = "Idempotency-Replayed"
"""Header of an answer that was given before."""


class Repeats:
    """The key of this request and whose it is."""

    def __init__(self, desk: Desk, actor: Actor, path: str, key: str) -> None:
        self._desk, self._actor, self._path, self._key = desk, actor, path, key

    def once(self, order: Form, act: Callable[[Connection], BaseModel], *, status: int = 200) -> Response:
        """Do it and keep the answer, or give the answer that was kept.

        What `act` raises leaves nothing behind, the key is free again. Raises KeyReused.
        """
        digest, now = self._digest(order), self._desk.clock()
        with writing(self._desk.engine) as connection:
            kept = find_answer(connection, self._actor.name, self._key, digest, at=now)
            if kept is not None:
                return _answer(kept, again=True)
            made = KeptAnswer(status=status, body=act(connection).model_dump_json())
            self._keep(connection, digest, made, now)
        return _answer(made)

    def kept(self, order: Form) -> Response | None:
        """The answer that was kept, for what cannot be done in one transaction."""
        with writing(self._desk.engine) as connection:
            told = find_answer(connection, self._actor.name, self._key, self._digest(order), at=self._desk.clock())
        return None if told is None else _answer(told, again=True)

    def _digest(self, order: Form) -> str:
        content = json.dumps(order.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{self._path}\n{content}".encode("utf-8", "surrogatepass")).hexdigest()

    def _keep(self, connection: Connection, digest: str, made: KeptAnswer, now: datetime) -> None:
        save_answer(connection, self._actor.name, self._key, digest, made, at=now)


def _answer(made: KeptAnswer, *, again: bool = False) -> Response:
    content: Any = json.loads(made.body)
    return JSONResponse(content, status_code=made.status, headers={REPEATED: "true"} if again else None)


def _repeats_of(request: Request, desk: DeskOf, actor: CallerOf, key: KeyOf) -> Repeats:
    return Repeats(desk, actor, request.url.path, key)


RepeatsOf = Annotated[Repeats, Depends(_repeats_of)]
"""Parameter of a route that changes something."""
