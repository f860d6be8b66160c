"""设置: the reader's language, large type and shortcuts; kept with the account, so that they hold in every browser."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk import keys
from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import COOKIE, Language
from console.desk.language import translated as _
from console.desk.security.access import LOGGED_IN, ActorOf
from leads_db.records.account import Actor
from leads_db.store.accounts import read_account
from leads_db.store.accounts import save_preferences as store_preferences
from leads_db.store.engine import writing

router = APIRouter(dependencies=[LOGGED_IN])
YEAR_S = 365 * 86_400
Chosen = Mapping[str, object]
OnOff = Annotated[str | None, Form(pattern="^(on|off)$")]


@router.get("/preferences")
def preferences(desk: DeskOf) -> HTMLResponse:
    """The choices and the sheet of shortcuts."""
    return desk.render("preferences.html", {"keys": keys, "chosen": keys.chosen_keys(), "keys_off": keys.are_off()})


@router.post("/preferences")
def save_preferences(
    desk: DeskOf,
    actor: ActorOf,
    language: Annotated[Language | None, Form()] = None,
    large: OnOff = None,
    shortcuts: OnOff = None,
    back: Annotated[str, Form(max_length=400)] = "/preferences",
) -> RedirectResponse:
    """Keep what was sent; what was not sent stays. The language is this browser's too, for its log-in page."""
    sent = {"language": language, "large": large, "shortcuts": shortcuts}
    chosen = {name: word if name == "language" else word == "on" for name, word in sent.items() if word is not None}
    _keep(desk, actor, lambda kept: {**kept, **chosen})
    answer = see_other(back)
    if language is not None:
        answer.set_cookie(COOKIE, language, max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


@router.post("/preferences/keys")
def save_key(
    desk: DeskOf,
    actor: ActorOf,
    act: Annotated[str, Form(max_length=40)],
    code: Annotated[str, Form(max_length=20)] = "",
) -> RedirectResponse:
    """Move one shortcut to another key; an empty code gives it its default back."""
    if act not in keys.KEYS or (code and not keys.CODE.fullmatch(code)):
        return see_other("/preferences", told=_("没有这个快捷键或按键，未改动。"), kind="bad")

    def moved(kept: Chosen) -> Chosen:
        choice = {**keys.read_choice(kept.get("keys")), act: code}
        return {**kept, "keys": {act: code for act, code in choice.items() if code}}

    _keep(desk, actor, moved)
    return see_other("/preferences", told=_("快捷键已保存。"))


def _keep(desk: Desk, actor: Actor, change: Callable[[Chosen], Chosen]) -> None:
    """Change what the account has now, so that two windows do not undo each other's choice."""
    with writing(desk.engine) as connection:
        kept = read_account(connection, actor.name).preferences
        store_preferences(connection, actor.name, change(kept))
