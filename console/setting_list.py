"""Settings as a table: name, value with secrets hidden, meaning."""

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from leads_db.settings import Settings

SECRET_WORDS = ("secret", "password", "token", "key")


def list_settings(settings: Settings) -> list[tuple[str, str, str]]:
    """Every setting in the order of the class. The meaning is the field's own docstring."""
    return [
        (f"GI_{name.upper()}", _shown(name, getattr(settings, name)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def _shown(name: str, value: object) -> str:
    if not value and value is not False:
        return ""
    if name == "database_url":
        return _address(str(value))
    return "***" if any(word in name for word in SECRET_WORDS) else str(value)


def _address(url: str) -> str:
    """A store's address without its password; nothing of one that cannot be read, for the password may be anywhere."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "*** (no database address)"
