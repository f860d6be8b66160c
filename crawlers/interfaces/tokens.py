"""Tokens that a platform issues for key and secret (OAuth client credentials). They live in memory and nowhere else."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawlers.fetched import Api, Ask, Call, Purpose
from crawlers.fetching import Answer
from crawlers.interfaces.answers import at, parse_answer, whole_number
from crawlers.kinds.interface_kind import InterfaceKind
from crawlers.pages.texts import clean
from leads_db.errors import PageChanged
from leads_db.records import Outcome

EARLY_S = 60
"""A token is given up this long before its end."""
SHORTEST_S = 300
"""Where the platform does not say how long a token holds."""


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A token and its end."""

    value: str
    until: datetime

    def __repr__(self) -> str:
        return f"Token(until {self.until:%Y-%m-%dT%H:%M:%SZ})"

    def is_over(self, now: datetime) -> bool:
        """True when a new one must be asked for."""
        return now >= self.until - timedelta(seconds=EARLY_S)


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
    value = clean(at(told, "access_token"))
    if not value or not value.isprintable():
        return None, replace(bare, outcome=Outcome.SCHEMA_CHANGED, reason="token: the answer holds no access_token")
    lasts_s = whole_number(at(told, "expires_in")) or SHORTEST_S
    return Token(value, answer.fetched_at + timedelta(seconds=min(lasts_s, 86_400))), bare
