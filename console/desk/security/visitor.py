"""Who asks: the session of the cookie, read once a request for every page; visitors have none."""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from console.desk.context import Desk, DeskOf
from leads_db.errors import StoreBusy, StoreFull
from leads_db.store.engine import reading, writing
from leads_db.store.sessions import TOUCH_AFTER, DeskSession, find_session, new_token, touch_session

POLL = "gi-poll"
"""Header of requests that a page makes by itself: they do not keep a session alive."""


def cookie_name(desk: Desk) -> str:
    """`__Host-gi` binds the cookie to this host and to https, where there is https."""
    return "__Host-gi" if desk.settings.is_https else "gi"


def set_cookie(desk: Desk, answer: Response, token: str) -> None:
    """Give the browser its token; it ends with the browser, or before by our own limits."""
    answer.set_cookie(cookie_name(desk), token, path="/", httponly=True, samesite="lax", secure=desk.settings.is_https)


def csrf_of(token: str) -> str:
    """The hidden field of forms: bound to the token, and of no use for guessing it."""
    return hmac.new(token.encode(), b"gi-leads form", hashlib.sha256).hexdigest() if token else ""


def meet_visitor(request: Request, desk: DeskOf) -> DeskSession | None:
    """The open session of the cookie; puts on `request.state` what asking.py names, for the templates.

    A session whose log-in is not complete (code, first password) has no actor yet.
    """
    token = request.cookies.get(cookie_name(desk), "")
    request.state.csrf = csrf_of(token)
    request.state.actor = request.state.session_ends_at = request.state.preferences = None
    if not token or len(token) > 100:
        return None
    now = desk.clock()
    with reading(desk.engine) as connection:
        session = find_session(connection, token, at=now)
    if session is None or (session.account.is_demo and not is_practice_only(desk)):
        return None
    if now - session.seen_at > TOUCH_AFTER and POLL not in request.headers:
        session = _touch(desk, session, now)
    if pending_step(desk, session) == "":
        request.state.actor = session.account.actor
    request.state.session_ends_at, request.state.preferences = session.ends_at, session.account.preferences
    return session


SessionOf = Annotated[DeskSession | None, Depends(meet_visitor)]
"""Parameter of a page that gets the session, complete or not."""


def pending_step(desk: Desk, session: DeskSession) -> str:
    """What a log-in still needs: the path of that page, or an empty text."""
    account = session.account
    if account.totp_secret and not session.has_code:
        return "/login/code"
    if account.must_change:
        return "/login/password"
    if desk.settings.is_totp_required and not account.totp_secret:
        return "/login/enrol"
    return ""


def address_of(request: Request) -> str:
    """Where the request comes from, as the server knows it."""
    return request.client.host if request.client else ""


def visitor_token(request: Request, desk: Desk) -> str:
    """The token of a visitor's forms before a log-in: the cookie's, else a new one that is no session."""
    return request.cookies.get(cookie_name(desk), "") or new_token()


def _touch(desk: Desk, session: DeskSession, now: datetime) -> DeskSession:
    try:
        with writing(desk.engine) as connection:
            touch_session(connection, session, at=now)
    except (StoreBusy, StoreFull):
        return session  # the page can be read all the same; the next one notes it
    return replace(session, seen_at=now)


def is_practice_only(desk: Desk) -> bool:
    """True while no real source is collected: only then demonstration accounts exist and work."""
    return not any(source.is_watched and not source.is_practice for source in desk.sources)


def clear_cookie(desk: Desk, answer: Response) -> Response:
    """Take the token from the browser."""
    answer.delete_cookie(cookie_name(desk), path="/", httponly=True, samesite="lax", secure=desk.settings.is_https)
    return answer
