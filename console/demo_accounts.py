"""演示帐号: one account a role beside the practice market, each with a random password that is shown once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from console.passwords import hash_password, new_password
from leads_db.records import Bureau
from leads_db.records.account import CENTRE, OF_BUREAU, Role
from leads_db.store.accounts import NewAccount, enable_account, find_account, save_account, save_password

SHOWN = {
    Role.REVIEWER: "演示研判员",
    Role.APPROVER: "演示审签人",
    Role.COUNTY: "演示县区局经办人",
    Role.COUNTY_HEAD: "演示县区局负责人",
    Role.SEAT: "演示平台所在地局",
    Role.OPS: "演示运维",
    Role.AUDITOR: "演示监督",
}
"""No administrator: the person who sets the desk up is one."""
SEAT = "transfer:330110"
"""余杭, the seat of two marketplaces."""
COUNTY_LEVELS = ("county", "county-city", "district", "zone")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What is shown once."""

    name: str
    shown: str
    bureau: str | None
    password: str


def make_demo_accounts(
    connection: Connection, bureaus: Mapping[str, Bureau], cities: tuple[str, ...], *, at: datetime, by: str
) -> tuple[DemoAccount, ...]:
    """Make them, or give those that are there new passwords. Their sessions end."""
    made = []
    for role, shown in SHOWN.items():
        name = f"demo-{role.value.replace('_', '-')}"
        bureau = SEAT if role is Role.SEAT else _bureau(bureaus, cities) if role in OF_BUREAU else None
        if role in OF_BUREAU and bureau is None:
            continue
        password = new_password()
        if find_account(connection, name):
            enable_account(connection, name, at=at, by=by)
            save_password(connection, name, hash_password(password), at=at, by=by, must_change=False)
        else:
            of_centre = cities if role in CENTRE else ()
            new = NewAccount(
                name=name, shown=shown, roles=frozenset({role}), cities=of_centre, bureau=bureau, is_demo=True
            )
            save_account(connection, new, hash_password(password), at=at, by=by, must_change=False)
        made.append(DemoAccount(name, shown, bureau, password))
    return tuple(made)


def _bureau(bureaus: Mapping[str, Bureau], cities: tuple[str, ...]) -> str | None:
    """The first county bureau of the first city: 桓仁 where it is among them, for most goods of the market name it."""
    found = [one.id for one in bureaus.values() if one.city in cities and one.level in COUNTY_LEVELS]
    return "huanren" if "huanren" in found else next(iter(found), None)
