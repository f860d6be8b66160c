"""Names of things that are handed out: not to be guessed, and safe in an address and on a command line."""

import secrets


def new_uid() -> str:
    """22 characters of letters, digits, «-» and «_»; none begins with «-», which a command would take for an option."""
    while (uid := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return uid
