"""Forms that cannot be forged: a token bound to the session, and the browser's own word where the form comes from."""

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from console.desk.security.visitor import SessionOf
from leads_db.errors import FormRefused

FIELD = "csrf"
HEADER = "x-csrf-token"
"""For requests of our own script; a foreign page cannot set it."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
"""Below it sessions do not count, only tokens in a header that no browser sends by itself."""


async def refuse_forged(request: Request, _session: SessionOf) -> None:
    """Runs before every page. Raises FormRefused for a change that does not come from a form of this desk."""
    if request.method in SAFE or request.url.path.startswith(API):
        return
    _refuse_other_sites(request)
    expected = request.state.csrf
    given = request.headers.get(HEADER, "") or str((await request.form()).get(FIELD, ""))
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise FormRefused


def _refuse_other_sites(request: Request) -> None:
    """Modern browsers say where a request comes from; old ones, which say nothing, have the token alone."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormRefused
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise FormRefused


NotForged = Annotated[None, Depends(refuse_forged)]
