"""The one Settings, read once at the edge from GI_ environment variables and passed down."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from leads_db.errors import SettingsError

CITIES = ("benxi", "jiaozuo")
ACCOUNT_PREFIX = "GI_ACCOUNT_"
"""Variables of accounts at official interfaces; crawlers/interfaces/accounts.py reads and checks them."""


class Settings(BaseSettings):
    """Everything an installation may decide. Nothing writes to it."""

    model_config = SettingsConfigDict(
        env_prefix="GI_", frozen=True, use_attribute_docstrings=True, extra="forbid", env_ignore_empty=True
    )

    home: Path = Path("gi-home")
    """The one data folder: database, evidence, sources added by hand, logs."""
    city: str = "benxi,jiaozuo"
    """The cities this installation works for: benxi, jiaozuo, or both with a comma."""
    database_url: str = ""
    """SQLAlchemy address of the store; empty: SQLite in the data folder."""
    contact: str = ""
    """Web or mail address printed in the user agent, so that a site can reach the operator."""
    desk_host: str = "127.0.0.1"
    """Address the desk listens on. Other than loopback needs one-time codes (GI_TOTP) and should have https."""
    desk_port: int = Field(default=8600, ge=0, le=65535)
    """Port of the desk."""
    desk_names: str = ""
    """Names by which the desk is reached, with commas (leads.example.gov.cn), beside its address and localhost."""
    desk_certificate: str = ""
    """PEM file of the desk's certificate, for https without a proxy; its key stands in GI_DESK_KEY."""
    desk_key: str = ""
    """PEM file of the certificate's key."""
    desk_tls: bool = False
    """True: a proxy on this machine speaks https for the desk and sends X-Forwarded-For; cookies are marked secure."""
    totp: Literal["", "required", "optional"] = ""
    """One-time codes at log-in: required or optional; empty: required unless the desk listens on loopback."""
    practice_port: int = Field(default=8601, ge=0, le=65535)
    """Port of the practice market (loopback only)."""
    practice: bool = True
    """Serve the practice market and collect from it while no other source is switched on."""
    daily_at: str = "06:30"
    """Time of the daily collection, Asia/Shanghai."""
    daily_cap: int = Field(default=20, ge=1, le=500)
    """Leads that the desk proposes to send to one bureau in a day; a person may send more."""
    api_per_minute: int = Field(default=300, ge=1, le=100_000)
    """Calls that one account may make to the interface for other systems in a minute."""
    backups: str = ""
    """Folder of the nightly copies; empty: backups in the data folder, which a broken disk takes along."""
    chromium: str = ""
    """Path of Chromium; empty: looked for on PATH."""
    workers: int = Field(default=1, ge=1, le=16)
    """Crawl children at the same time; one source is never crawled by two."""

    @field_validator("city")
    @classmethod
    def _known_city(cls, value: str) -> str:
        names = [name.strip() for name in value.split(",") if name.strip()]
        unknown = [name for name in names if name not in CITIES]
        if unknown or not names:
            raise ValueError(f"unknown city {', '.join(unknown) or '(empty)'}; known: {', '.join(CITIES)}")
        return ",".join(dict.fromkeys(names))

    @field_validator("desk_host")
    @classmethod
    def _address(cls, value: str) -> str:
        if value != "localhost":
            try:
                ip_address(value)
            except ValueError as fault:
                raise ValueError(
                    "no address like 127.0.0.1, ::1 or 0.0.0.0; names belong into GI_DESK_NAMES"
                ) from fault
        return value

    @field_validator("desk_names")
    @classmethod
    def _host_names(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9., -]*", value):
            raise ValueError("host names with commas between them, like leads.example.gov.cn, and no wildcard")
        return value

    @model_validator(mode="after")
    def _reachable_only_with_codes(self) -> Self:
        if not self.is_loopback and self.totp == "optional":
            raise ValueError("GI_TOTP=optional is for loopback only: leave it empty or set required")
        if self.desk_host in ("0.0.0.0", "::") and not self.desk_names:
            raise ValueError("GI_DESK_HOST is every address: say in GI_DESK_NAMES by which names the desk is reached")
        if bool(self.desk_certificate) != bool(self.desk_key):
            raise ValueError("GI_DESK_CERTIFICATE and GI_DESK_KEY go together")
        return self

    @field_validator("daily_at")
    @classmethod
    def _clock_time(cls, value: str) -> str:
        hour, _, minute = value.partition(":")
        if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
            raise ValueError("not a time of day like 06:30")
        return value

    @property
    def cities(self) -> tuple[str, ...]:
        """City ids in the order of the setting."""
        return tuple(self.city.split(","))

    @property
    def is_loopback(self) -> bool:
        """True when only this machine reaches the desk."""
        return self.desk_host == "localhost" or ip_address(self.desk_host).is_loopback

    @property
    def is_https(self) -> bool:
        """True when browsers reach the desk by https."""
        return self.desk_tls or bool(self.desk_certificate)

    @property
    def is_totp_required(self) -> bool:
        """True when nobody gets in without a one-time code."""
        return self.totp == "required" or (self.totp == "" and not self.is_loopback)

    @property
    def desk_url(self) -> str:
        """Where a person at this machine opens the desk."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.desk_host, self.desk_host)
        host = f"[{host}]" if ":" in host and "[" not in host else host
        return f"{'https' if self.desk_certificate else 'http'}://{host}:{self.desk_port}"

    @property
    def desk_hosts(self) -> tuple[str, ...]:
        """Host names that the desk answers to."""
        named = [name.strip().lower() for name in self.desk_names.split(",") if name.strip()]
        return ("127.0.0.1", "localhost", "::1", "[::1]", self.desk_host, *named)

    @property
    def store_url(self) -> str:
        """The store's address with the default filled in."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'gi-leads.db'}"

    @property
    def evidence_folder(self) -> Path:
        """Where WARC files are kept."""
        return self.home / "evidence"

    @property
    def papers_folder(self) -> Path:
        """Where issued papers are kept."""
        return self.home / "papers"

    @property
    def backups_folder(self) -> Path:
        """Where the nightly copies are kept."""
        return Path(self.backups) if self.backups else self.home / "backups"

    @property
    def templates_folder(self) -> Path:
        """Where an installation keeps templates of its own; they win over the packaged ones."""
        return self.home / "templates"

    @property
    def register_folder(self) -> Path:
        """Where an installation keeps its own authorised users and working days."""
        return self.home / "register"

    @property
    def sources_folder(self) -> Path:
        """Where an installation keeps sources of its own."""
        return self.home / "sources"


def read_settings() -> Settings:
    """Settings from the environment. Raises SettingsError for a bad value and for a GI_ name that does not exist."""
    known = {f"GI_{name.upper()}" for name in Settings.model_fields}
    given = {name for name in os.environ if name.startswith("GI_") and not name.startswith(ACCOUNT_PREFIX)}
    unknown = sorted(given - known)
    if unknown:
        raise SettingsError(f"{', '.join(unknown)}: no such setting. Known: {', '.join(sorted(known))}")
    try:
        return Settings()
    except ValidationError as fault:
        named = "; ".join(f"{_name_of(e['loc'])}{e['msg']}" for e in fault.errors())
        raise SettingsError(named) from fault


def _name_of(place: tuple[int | str, ...]) -> str:
    """Before the message of one setting its name; a message about several names them itself."""
    return f"GI_{'_'.join(map(str, place)).upper()}: " if place else ""
