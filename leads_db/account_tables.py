"""The tables about accounts, sessions, log-in attempts. Of every secret only a hash is kept, but for the TOTP seed."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from leads_db.tables import Id, UtcDateTime, metadata

__all__ = [
    "accounts",
    "api_answers",
    "api_tokens",
    "known_devices",
    "login_tries",
    "metadata",
    "recovery_codes",
    "sessions",
]

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("shown", String(100), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("roles", String(200), nullable=False),
    Column("cities", String(200), nullable=False),
    Column("bureau", String(60)),
    Column("totp_secret", String(64)),
    Column("totp_step", BigInteger, nullable=False),
    Column("preferences", Text, nullable=False),
    Column("is_demo", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("last_login_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("used_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("uid", String(20), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False),
    Column("has_code", Boolean, nullable=False),
    Column("address", String(60), nullable=False),
    Column("browser", String(200), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_sessions_account_id_ended_at", "account_id", "ended_at"),
)

known_devices = Table(
    "known_devices",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

login_tries = Table(
    "login_tries",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("uid", String(20), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

api_answers = Table(
    "api_answers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("account", String(60), nullable=False),
    Column("request_key", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("account", "request_key"),
)
