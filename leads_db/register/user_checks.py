"""What can be wrong with the list of authorised users."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from leads_db.records import AuthorisedUser
from leads_db.register.credit_code import is_credit_code
from leads_db.register.problems import Problem, Span, error, spans_overlap, warning
from leads_db.register.register import Register
from leads_db.register.users import USERS_FILE


def check_users(register: Register, codes: Collection[str]) -> Iterator[Problem]:
    """Unknown indications and codes, and one firm's rows for the same goods whose dates overlap."""
    held: dict[tuple[str, str, str], list[tuple[Span, str]]] = defaultdict(list)
    for user in register.users:
        yield from _check_user(register, user, codes)
        for goods in user.products or ("",):
            held[user.indication, user.credit_code, goods].append(((user.from_on, user.to_on), user.source))
    for (indication, code, goods), rows in held.items():
        if spans_overlap(span for span, _ in rows):
            lines = ", ".join(line for _, line in rows)
            yield error(USERS_FILE, lines, f"{code} {indication} {goods}: dates overlap", "Make the terms follow on.")


def _check_user(register: Register, user: AuthorisedUser, codes: Collection[str]) -> Iterator[Problem]:
    if user.indication not in register.indications:
        to_do = "Write a slug of `gi-leads register list`."
        yield error(USERS_FILE, user.source, f"{user.name}: indication {user.indication!r} does not exist", to_do)
    for label, code in (("credit_code", user.credit_code), ("sign_code", user.sign_code)):
        if code and not is_credit_code(code):
            to_do = "Compare it with the business licence."
            yield warning(USERS_FILE, user.source, f"{user.name}: {label} {code} has a wrong check character", to_do)
    if user.county_code and user.county_code not in codes:
        to_do = "Write the six digits of GB/T 2260."
        yield warning(USERS_FILE, user.source, f"{user.name}: county_code {user.county_code} does not exist", to_do)
