"""What a crawl needs to call an interface: the account and its pace."""

from dataclasses import dataclass

from crawlers.interfaces.accounts import Account, find_account
from crawlers.interfaces.pace import AccountPace
from crawlers.interfaces.token_file import TokenFile
from crawlers.source_file import Source
from leads_db.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One account at one platform."""

    account: Account
    pace: AccountPace
    tokens: TokenFile
    """What the platform has renewed since the account was written down."""


def open_access(source: Source, settings: Settings) -> Access | None:
    """The access of a source; None for sources that anybody may read. A bad account is told when it is used."""
    if not source.is_interface:
        return None
    account = find_account(settings, source.account_name)
    rate, calls = account.get("rate_per_s"), account.get("daily_calls")
    pace = AccountPace(
        settings.home / "accounts" / f"{account.name}.json",
        interval_s=1 / float(rate) if rate else source.delay_s,
        daily_calls=int(float(calls)) if calls else None,
    )
    tokens = TokenFile(settings.home / "accounts" / f"{account.name}.token.json", account)
    return Access(account=account, pace=pace, tokens=tokens)
