"""Carry notices to the channels that an installation switched on in channels.yml; without the file nothing goes out.

Delivery is at least once: what a channel did not take is sent again, later each time, and given up after the last
wait. Each line carries the notice's id, so that a receiver knows one that came twice.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from leads_db.errors import CredentialsBroken
from leads_db.records.account import Role
from leads_db.records.notice import Sending
from leads_db.secret_file import read_secret_file
from leads_db.store.engine import writing
from leads_db.store.notices import queue_sendings, read_waiting, save_send_failure, save_sent

FILE = "channels.yml"
SCHEMES = ("dingtalk", "wecombot", "feishu", "lark", "mailto", "mailtos", "json", "jsons")
FIELDS = ("url", "roles", "bureaus", "cities", "enabled")
TOLD_ROLES = (Role.REVIEWER, Role.APPROVER, Role.COUNTY, Role.COUNTY_HEAD, Role.SEAT, Role.OPS)
PER_MESSAGE = 20
"""Notices in one message: robots of chat programs refuse long ones and many ones."""
TITLE = "地理标志线索提醒"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way out."""

    name: str
    url: str = field(repr=False)
    """Apprise address: holds the channel's secret; never printed."""
    roles: tuple[Role, ...]
    """Whose notices it carries."""
    bureaus: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    """Empty: all."""

    @property
    def scheme(self) -> str:
        """What kind of channel it is."""
        return self.url.partition("://")[0].lower()


def load_channels(home: Path) -> tuple[Channel, ...]:
    """The channels that are switched on. Raises CredentialsBroken naming channel and field, never a value."""
    blocks = read_secret_file(home / FILE)
    channels = (_channel(str(name), block) for name, block in blocks.items())
    return tuple(channel for channel in channels if channel is not None)


def _channel(name: str, block: object) -> Channel | None:
    where = f"{FILE}: {name[:40]}"
    if not isinstance(block, Mapping) or set(block) - set(FIELDS):
        raise CredentialsBroken(f"{where}: the fields are {', '.join(FIELDS)}")
    if block.get("enabled") is not True:
        return None
    url = block.get("url")
    if not isinstance(url, str) or url.partition("://")[0].lower() not in SCHEMES or not urlsplit(url).netloc:
        raise CredentialsBroken(f"{where}: url: an address that begins with {', '.join(SCHEMES)} is wanted")
    roles = _names(where, "roles", block)
    if not roles or set(roles) - set(TOLD_ROLES):
        raise CredentialsBroken(f"{where}: roles: some of {', '.join(TOLD_ROLES)} are wanted")
    bureaus, cities = _names(where, "bureaus", block), _names(where, "cities", block)
    return Channel(name=name[:40], url=url, roles=tuple(map(Role, roles)), bureaus=bureaus, cities=cities)


def _names(where: str, field_name: str, block: Mapping[object, object]) -> tuple[str, ...]:
    told = block.get(field_name) or []
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise CredentialsBroken(f"{where}: {field_name}: a list [a, b] is wanted")
    return tuple(told)


def deliver_notices(
    engine: Engine, channels: Sequence[Channel], now: datetime, *, stop: threading.Event | None = None
) -> Mapping[str, int]:
    """Queue what is new and send what may go out now; channel → notices that it took. Raises StoreBusy …"""
    taken = {}
    for channel in channels:
        with writing(engine) as connection:
            queue_sendings(
                connection,
                channel.name,
                roles=channel.roles,
                bureaus=channel.bureaus,
                cities=channel.cities,
                now=now,
            )
            waiting = read_waiting(connection, channel.name, now, limit=PER_MESSAGE)
        if waiting and not (stop is not None and stop.is_set()):
            taken[channel.name] = _deliver(engine, channel, waiting, now)
    return taken


def _deliver(engine: Engine, channel: Channel, waiting: Sequence[Sending], now: datetime) -> int:
    uids = [sending.notice.uid for sending in waiting]
    is_taken = send(channel, compose(waiting))
    with writing(engine) as connection:
        if is_taken:
            save_sent(connection, channel.name, uids, now)
        else:
            save_send_failure(connection, channel.name, uids, f"{channel.scheme}: not taken", now)
    return len(uids) if is_taken else 0


def compose(waiting: Sequence[Sending]) -> str:
    """One line a notice, its id behind it."""
    return "\n".join(f"{sending.notice.text}〔{sending.notice.uid}〕" for sending in waiting)


def send(channel: Channel, text: str) -> bool:
    """True when the channel took the message; the package tells no more, and its log could tell the address."""
    from apprise import Apprise, NotifyFormat  # slow to import, and needed by few installations

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    way = Apprise()
    return bool(way.add(channel.url)) and bool(way.notify(body=text, title=TITLE, body_format=NotifyFormat.TEXT))
