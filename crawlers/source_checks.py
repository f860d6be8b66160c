"""What a source file of a special kind must say: routes of RSSHub, consents of an officer's source."""

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from crawlers.source_file import Source

LOOPBACK = "127.0.0.1"


class Consent(BaseModel):
    """Somebody answers for reading one host in an officer's own session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,200}$")
    """This host and those below it: taobao.com covers s.taobao.com."""
    by: str = Field(min_length=2, max_length=100)
    """Name and office."""
    agreed_on: date

    def covers(self, host: str) -> bool:
        """True for the host itself and those below it."""
        return host == self.host or host.endswith(f".{self.host}")


def check_special(source: "Source") -> None:
    """Nothing, when the file fits its kind. Raises ValueError naming the field."""
    if source.own_service and (source.kind != "rsshub" or urlsplit(source.base_url).hostname != LOOPBACK):
        raise ValueError("own_service: only for kind rsshub with a base_url on 127.0.0.1")
    if source.kind == "rsshub":
        _check_routes(source)
    if source.kind == "people_board" and not all(topic.isdecimal() for topic in source.topics or ("-",)):
        raise ValueError("topics: numbers of forums are wanted")
    if source.kind in ("rednet_board", "weibo_mobile") and not source.search:
        raise ValueError("search: what is asked, with {term} and {page}, is missing")
    if source.kind == "officer":
        if source.enabled:
            raise ValueError("enabled: an officer's session is never collected by itself")
        if source.delay_s < 5 and not source.practice:
            raise ValueError("delay_s: at least 5 seconds between two pages of an officer's session")


def _check_routes(source: "Source") -> None:
    route = source.search or source.feed
    if not source.routes:
        raise ValueError("routes: the allowed routes are missing; without one nothing is asked for")
    path = unquote(urlsplit(route).path).replace("\\", "/")
    if urlsplit(route).netloc or not path.startswith("/") or "//" in path or ".." in path.split("/"):
        raise ValueError("feed: a route of the RSSHub, beginning with one slash, is wanted")
    if not any(_is_below(path, allowed) for allowed in source.routes):
        raise ValueError(f"routes: {path} is none of the allowed {', '.join(source.routes)}")


def _is_below(path: str, allowed: str) -> bool:
    start = allowed.rstrip("/")
    return len(start) > 1 and start.startswith("/") and (path == start or path.startswith(f"{start}/"))
