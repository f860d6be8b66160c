"""What an administrator's form says of an account: roles, and the cities or the bureau that go with them."""

from typing import Annotated

from fastapi import Depends, Form

from console.desk.context import DeskOf
from console.desk.security.access import CENTRE, OF_BUREAU
from leads_db.records.account import Role
from leads_db.store.accounts import NewAccount


def _read(
    desk: DeskOf,
    role: Annotated[list[Role] | None, Form()] = None,
    city: Annotated[list[str] | None, Form()] = None,
    bureau: Annotated[str, Form(max_length=60)] = "",
    seat: Annotated[str, Form(pattern=r"^([0-9]{6})?$")] = "",
) -> NewAccount:
    """Only cities of this installation and bureaus that can log in; nameless, and still to be checked."""
    roles = frozenset(role or ())
    cities = tuple(one for one in desk.settings.cities if one in (city or ())) if roles & CENTRE else ()
    wanted = f"transfer:{seat}" if seat else bureau
    known = desk.names.can_log_in(wanted, is_seat=roles & OF_BUREAU == {Role.SEAT})
    return NewAccount(name="", roles=roles, cities=cities, bureau=wanted if roles & OF_BUREAU and known else None)


AskedOf = Annotated[NewAccount, Depends(_read)]
"""Parameter of a page that gets what the form asks for."""
