"""设置: the reader's language, large type and shortcuts; kept in cookies of this browser."""

import json
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk import keys
from console.desk.asking import cookie_at_hand, see_other
from console.desk.context import LARGE, DeskOf
from console.desk.language import COOKIE, Language
from console.desk.language import translated as _
from console.desk.security.access import LOGGED_IN

router = APIRouter(dependencies=[LOGGED_IN])
YEAR_S = 365 * 86_400


@router.get("/preferences")
def preferences(desk: DeskOf) -> HTMLResponse:
    """The choices and the sheet of shortcuts."""
    kept = cookie_at_hand(keys.COOKIE)
    return desk.render("preferences.html", {"keys": keys, "chosen": keys.chosen_keys(), "keys_off": kept == keys.OFF})


@router.post("/preferences")
def save_preferences(
    language: Annotated[Language | None, Form()] = None,
    large: Annotated[str | None, Form(pattern="^(on|off)$")] = None,
    shortcuts: Annotated[str | None, Form(pattern="^(on|off)$")] = None,
    back: Annotated[str, Form(max_length=400)] = "/preferences",
) -> RedirectResponse:
    """Keep what was sent; what was not sent stays."""
    answer = see_other(back)
    chosen = {COOKIE: language, LARGE: large, keys.COOKIE: None if shortcuts is None else _kept(shortcuts)}
    for name, value in chosen.items():
        if value is not None:
            answer.set_cookie(name, str(value), max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


@router.post("/preferences/keys")
def save_key(
    act: Annotated[str, Form(max_length=40)], code: Annotated[str, Form(max_length=20)] = ""
) -> RedirectResponse:
    """Move one shortcut to another key; an empty code gives it its default back."""
    if act not in keys.KEYS or (code and not keys.CODE.fullmatch(code)):
        return see_other("/preferences", told=_("没有这个快捷键或按键，未改动。"), kind="bad")
    moved = {**keys.read_choice(cookie_at_hand(keys.COOKIE)), act: code}
    answer = see_other("/preferences", told=_("快捷键已保存。"))
    kept = json.dumps({act: code for act, code in moved.items() if code})
    answer.set_cookie(keys.COOKIE, kept, max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


def _kept(shortcuts: str) -> str:
    """The cookie that switches shortcuts on or off; moved keys are kept while they are on."""
    kept = cookie_at_hand(keys.COOKIE)
    if shortcuts == "off":
        return keys.OFF
    return "{}" if kept == keys.OFF else kept or "{}"
