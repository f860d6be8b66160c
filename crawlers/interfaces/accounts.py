"""Accounts at marketplaces: GI_HOME/credentials.yml, one block an account, or GI_ACCOUNT_<ACCOUNT>_<FIELD> settings.

The file must belong to its owner alone (0600). Nothing in here is ever printed; `hide` takes the secrets out of a text.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import quote, quote_plus

from leads_db.errors import CredentialsBroken
from leads_db.secret_file import read_secret_file
from leads_db.settings import ACCOUNT_PREFIX, Settings

FILE = "credentials.yml"
FIELDS = (
    "app_key",
    "app_secret",
    "sign_secret",
    "token",
    "refresh_token",
    "pid",
    "uid",
    "scene_id",
    "tracking_id",
    "partner_tag",
    "marketplace",
    "rate_per_s",
    "daily_calls",
)
"""What a block may say; which of them an interface needs stands in docs/sources.md."""
SECRET = ("app_secret", "sign_secret", "token", "refresh_token")
NUMBERS = ("rate_per_s", "daily_calls")


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """One account; its values are texts. `problem` says why it cannot be used."""

    name: str
    values: Mapping[str, str]
    problem: str = ""

    def __repr__(self) -> str:
        return f"Account({self.name}: {', '.join(sorted(self.values))})"

    def __getitem__(self, field: str) -> str:
        return self.values[field]

    def get(self, field: str, default: str = "") -> str:
        """The value, or `default` where the block says nothing."""
        return self.values.get(field) or default

    def missing(self, needed: Iterable[str]) -> tuple[str, ...]:
        """Those of the needed fields that the account lacks."""
        return tuple(field for field in needed if not self.values.get(field))

    def with_values(self, **values: str) -> Self:
        """The same account with what the platform has issued since; empty values leave it as it is."""
        return replace(self, values={**self.values, **{field: value for field, value in values.items() if value}})

    def hide(self, text: str) -> str:
        """The text with this account's secrets replaced by ***, percent-escaped spellings included."""
        for field in SECRET:
            value = self.values.get(field, "")
            for spelling in {value, quote(value, safe=""), quote_plus(value)} - {""}:
                text = text.replace(spelling, "***")
        return text


def find_account(settings: Settings, name: str, environ: Mapping[str, str] | None = None) -> Account:
    """The account of this name; one that cannot be read or does not exist carries its `problem`."""
    try:
        return load_account(settings, name, os.environ if environ is None else environ)
    except CredentialsBroken as fault:
        return Account(name, {}, problem=str(fault))


def load_account(settings: Settings, name: str, environ: Mapping[str, str]) -> Account:
    """The account's block with the environment's values over it; empty where neither names it.

    Raises CredentialsBroken naming the field, never its value.
    """
    block = read_secret_file(settings.home / FILE).get(name) or {}
    if not isinstance(block, dict):
        raise CredentialsBroken(f"{FILE}: {name}: fields (app_key: …) are wanted")
    start = f"{ACCOUNT_PREFIX}{name.upper()}_"
    named = {key.removeprefix(start).lower(): value for key, value in environ.items() if key.startswith(start)}
    told = {**{str(field): value for field, value in block.items()}, **named}
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise CredentialsBroken(f"account {name}: no such field: {', '.join(unknown)}; known: {', '.join(FIELDS)}")
    values = {field: _text(name, field, value) for field, value in told.items() if value is not None}
    return Account(name, values)


def _text(name: str, field: str, value: object) -> str:
    """YAML reads keys of digits as numbers. Raises CredentialsBroken."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise CredentialsBroken(f"account {name}: {field}: a text or number is wanted")
    text = str(value).strip()
    if field in NUMBERS and not _is_positive(text):
        raise CredentialsBroken(f"account {name}: {field}: a number above 0 is wanted")
    return text


def _is_positive(text: str) -> bool:
    try:
        return 0 < float(text) < 1e9
    except ValueError:
        return False
