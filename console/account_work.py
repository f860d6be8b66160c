"""What `gi-leads accounts` does: the same as the desk's page, by whoever has the shell."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from console.demo_accounts import DemoAccount, make_demo_accounts
from console.naming import Names
from console.passwords import hash_password, new_password
from console.screen import print_lines
from console.session import Session
from console.setup_code import new_setup_code
from console.words import moment
from leads_db.errors import AccountRefused, NotFound
from leads_db.records.account import CENTRE, OF_BUREAU, Role
from leads_db.register import load_register
from leads_db.store.accounts import (
    NewAccount,
    disable_account,
    enable_account,
    has_admin,
    read_accounts,
    save_account,
    save_password,
)
from leads_db.store.api_tokens import revoke_token, save_token
from leads_db.store.engine import reading, writing
from leads_db.store.second_factor import clear_totp
from leads_db.store.sessions import end_session, read_open_sessions
from scheduler.planning import sources_to_collect


def account_rows(session: Session) -> Iterator[Sequence[object]]:
    """A row an account."""
    with reading(session.engine) as connection:
        found = read_accounts(connection)
    for one in found:
        seen = moment(one.last_login_at) if one.last_login_at else "never"
        state = "disabled" if one.disabled_at else "demo" if one.is_demo else "usable"
        codes = "yes" if one.totp_secret else "no"
        yield one.name, one.shown, ", ".join(sorted(one.roles)), one.bureau or ", ".join(one.cities), codes, seen, state


def add_account(
    session: Session, name: str, roles: Sequence[str], cities: Sequence[str], bureau: str, shown: str
) -> str:
    """Make an account; its first password. Raises AccountRefused, RegisterError."""
    unknown = [word for word in roles if word not in set(Role)]
    if unknown:
        raise AccountRefused(f"There is no role {', '.join(unknown)}. Roles: {', '.join(set(Role) - {Role.SYSTEM})}")
    wanted = frozenset(Role(word) for word in roles)
    names = Names.of(load_register(session.settings.register_folder))
    if wanted & OF_BUREAU and not names.can_log_in(bureau, is_seat=wanted & OF_BUREAU == {Role.SEAT}):
        raise AccountRefused(f"There is no bureau {bureau or '(none given)'}; `gi-leads register list` shows them.")
    if set(cities) - set(session.settings.cities):
        raise AccountRefused(f"Cities of this installation: {', '.join(session.settings.cities)}")
    of_centre = tuple(cities or session.settings.cities) if wanted & CENTRE else ()
    new = NewAccount(name=name, shown=shown, roles=wanted, cities=of_centre, bureau=bureau or None)
    password = new_password()
    with writing(session.engine) as connection:
        save_account(connection, new, hash_password(password), at=datetime.now(UTC), by=session.user)
    return password


def reset_account(session: Session, name: str) -> str:
    """The account's new password. Raises NotFound."""
    password, now = new_password(), datetime.now(UTC)
    with writing(session.engine) as connection:
        save_password(connection, name, hash_password(password), at=now, by=session.user, must_change=True)
        clear_totp(connection, name, at=now, by=session.user)
    return password


def switch_account(session: Session, name: str, *, is_on: bool) -> None:
    """Enable or disable. Raises NotFound."""
    with writing(session.engine) as connection:
        (enable_account if is_on else disable_account)(connection, name, at=datetime.now(UTC), by=session.user)


def session_rows(session: Session, name: str) -> Iterator[Sequence[object]]:
    """A row an open session."""
    with reading(session.engine) as connection:
        found = read_open_sessions(connection, name, at=datetime.now(UTC))
    for one in found:
        yield one.uid, one.account.name, moment(one.made_at), moment(one.seen_at), one.address


def end_one_session(session: Session, uid: str) -> None:
    """End a session of whichever account. Raises NotFound."""
    now = datetime.now(UTC)
    with writing(session.engine) as connection:
        owners = [one.account.name for one in read_open_sessions(connection, at=now) if one.uid == uid]
        if not owners:
            raise NotFound(f"session {uid[:20]}")
        end_session(connection, owners[0], uid, at=now, by=session.user)


def make_demo(session: Session) -> tuple[DemoAccount, ...]:
    """The demonstration accounts with new passwords. Raises AccountRefused once a real source is switched on."""
    if any(not source.practice for source in sources_to_collect(session.settings)):
        raise AccountRefused("A real source is switched on: demonstration accounts are for the practice market alone.")
    bureaus = load_register(session.settings.register_folder).bureaus
    with writing(session.engine) as connection:
        return make_demo_accounts(connection, bureaus, session.settings.cities, at=datetime.now(UTC), by=session.user)


def add_token(session: Session, name: str, days: int) -> tuple[str, str]:
    """Public name and secret of a new token. Raises NotFound."""
    with writing(session.engine) as connection:
        return save_token(connection, name, at=datetime.now(UTC), days=days, by=session.user)


def revoke_one_token(session: Session, uid: str) -> None:
    """End a token. Raises NotFound."""
    with writing(session.engine) as connection:
        revoke_token(connection, uid, at=datetime.now(UTC), by=session.user)


def print_setup_code(session: Session) -> None:
    """A new code, printed; refused once there is an administrator."""
    with reading(session.engine) as connection:
        if has_admin(connection):
            raise AccountRefused("There is an administrator already, who makes accounts on the desk's page 帐号.")
    code = new_setup_code(session.settings, datetime.now(UTC))
    print_lines(f"{session.settings.desk_url}/setup opens with {code} (24 h, once).")
