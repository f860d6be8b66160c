"""Forms that cannot be forged: a token bound to the session, and the browser's own word where the form comes from."""

import hmac
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from console.desk.security.form_limit import SAFE, VISITOR_MOST, told_length
from console.desk.security.visitor import SessionOf
from leads_db.errors import FormRefused

FIELD = "csrf"
HEADER = "x-csrf-token"
"""For requests of our own script; a foreign page cannot set it."""


async def refuse_forged(request: Request, session: SessionOf) -> None:
    """Runs before every page. Raises FormRefused for a change that does not come from a form of this desk.

    413 for a large form of somebody who is not logged in; what is too large for all, FormLimit has refused.
    """
    if request.method in SAFE:
        return
    if session is None and int(told_length(request.headers)) > VISITOR_MOST:
        raise HTTPException(413)
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
