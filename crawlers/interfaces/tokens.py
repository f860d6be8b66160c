"""Asking for a token, and reading it: nothing of the answer is kept, neither as evidence nor in a report."""

from dataclasses import replace
from datetime import timedelta

from crawlers.fetched import Api, Ask, Call, Purpose
from crawlers.fetching import Answer
from crawlers.interfaces.answers import at, parse_answer, text_at, whole_number
from crawlers.interfaces.token_file import Token
from crawlers.kinds.interface_kind import InterfaceKind
from crawlers.pages.texts import clean
from leads_db.errors import PageChanged
from leads_db.records import Outcome

LONGEST_S = 30 * 86_400
SHORTEST_S = 300
"""Where the platform does not say how long a token holds."""


def token_ask(kind: InterfaceKind) -> Ask:
    """The request for a token."""
    ask = Ask(url="", purpose=Purpose.API, call=Call(api=Api.TOKEN))
    return replace(ask, url=kind.address(ask))


def read_token(answer: Answer) -> tuple[Token | None, Answer]:
    """The token, and the answer without its body and headers: nothing of it may be kept."""
    bare = replace(answer, body=b"", text="", headers=())
    if answer.outcome is not Outcome.OK:
        return None, replace(bare, reason=f"token: {answer.reason}")
    try:
        told = parse_answer(answer.body)
    except PageChanged:
        return None, replace(bare, outcome=Outcome.SCHEMA_CHANGED, reason="token: the answer is no JSON")
    value = clean(at(told, "access_token", "data.access_token"))
    if not value or not value.isprintable():
        return None, replace(bare, outcome=Outcome.SCHEMA_CHANGED, reason="token: the answer holds no access_token")
    lasts_s = whole_number(at(told, "expires_in", "data.expires_in")) or SHORTEST_S
    until = answer.fetched_at + timedelta(seconds=min(lasts_s, LONGEST_S))
    return Token(value, until, text_at(told, "refresh_token", "data.refresh_token")), bare
