"""通知: what the program told this person, what is unread, and where each notice leads."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from console import clock_words
from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.navigation import NOTICES
from console.desk.notice_places import places_of
from console.desk.security.access import LOGGED_IN, ActorOf
from leads_db.store.engine import reading, writing
from leads_db.store.notices import count_unread, mark_read, read_notices

router = APIRouter(prefix=NOTICES.path, dependencies=[LOGGED_IN])
COUNTERS = {NOTICES.path: count_unread}
LISTED = 200
Uids = Annotated[Sequence[str], Form(alias="uid", max_length=LISTED)]


@router.get("")
def notices(
    desk: DeskOf, actor: ActorOf, show: Annotated[str, Query(pattern="^(unread|all)$")] = "all"
) -> HTMLResponse:
    """The newest notices to this person, all or the unread ones."""
    with reading(desk.engine) as connection:
        found = read_notices(connection, actor, unread_only=show == "unread", limit=LISTED)
        places = places_of(connection, found, actor)
        unread = count_unread(connection, actor)
    context = {"notices": found, "places": places, "unread": unread, "show": show, "most": LISTED}
    return desk.render("notices.html", {**context, "kinds": clock_words.NOTICE_KINDS})


@router.post("/read")
def read(
    desk: DeskOf, actor: ActorOf, uid: Uids = (), show: Annotated[str, Form(pattern="^(unread|all)$")] = "all"
) -> RedirectResponse:
    """Mark those that the page named: what came in since it was opened stays unread."""
    with writing(desk.engine) as connection:
        count = mark_read(connection, actor, desk.clock(), uids=uid)
    return see_other(f"{NOTICES.path}?show={show}", told=_("{count} 条通知已标为已读。", count=count))
