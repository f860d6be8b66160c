"""A collection that a person asks for: typed limits, a reason, an audit row; and the same one again."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from crawlers.egress import Egress
from crawlers.kinds import make_kind
from crawlers.kinds.addresses import ADDRESSES, READ_PAGE_BY_PAGE
from crawlers.source_file import Source
from leads_db.errors import RequestRefused
from leads_db.records import Run, Trigger, WatchTerm
from leads_db.settings import Settings
from leads_db.store.audit import save_audit
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run, save_new_run
from leads_db.store.units import utc_now
from scheduler import notes
from scheduler.planning import WHOLE_SITE, find_source, find_terms

URGENT, REQUESTS, MINUTES = "urgent", "requests", "minutes"
"""Parameters of a run beside `indication` and `pages`; a run without limits carries none of them."""
LINKS_MOST = 20
"""Links of one order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for; every value is checked before anything is queued."""

    source: str
    indication: str | None = None
    """Only this one's names; None: all."""
    pages: int | None = None
    """Result pages a name; None: the source's own cap."""
    requests: int | None = None
    minutes: int | None = None
    """Since its start; what is left then is told as not seen."""
    is_urgent: bool = False
    """Goes before the runs that wait."""
    links: tuple[str, ...] = ()
    """Only these pages of goods, looked at once more; nothing is searched for. Empty: the source is searched."""
    reason: str

    @property
    def params(self) -> dict[str, object]:
        """As the run keeps them; limits that were not asked for are left out, so that a whole collection stays one."""
        limits: dict[str, object] = {REQUESTS: self.requests, MINUTES: self.minutes, URGENT: self.is_urgent}
        limits[ADDRESSES] = {_link_key(link): link for link in self.links}
        given = {name: value for name, value in limits.items() if value}
        return {"indication": self.indication, "pages": self.pages, **given}


def find_order_terms(settings: Settings, order: Order) -> tuple[Source, tuple[WatchTerm, ...]]:
    """The source and the terms that the order would search.

    Raises UnknownSource, SourceFileBroken, UnknownReference, SessionRefused (a source that only an officer reads),
    RequestRefused (a link that is not the source's own, or a source whose pages are not read one by one).
    """
    source = find_source(settings, order.source)
    make_kind(source)
    if order.links:
        _check_links(source, settings, order)
        return source, (WHOLE_SITE,)
    if not source.is_searched:
        return source, (WHOLE_SITE,)
    return source, tuple(find_terms(settings, source, order.indication))


def _check_links(source: Source, settings: Settings, order: Order) -> None:
    if source.kind not in READ_PAGE_BY_PAGE:
        raise RequestRefused(f"{source.name}: pages of this kind of source are not read one by one")
    if len(order.links) > LINKS_MOST:
        raise RequestRefused(f"{len(order.links)} links; at most {LINKS_MOST} in one order")
    egress = Egress.of(source, settings)
    for link in order.links:
        egress.check(link)


def _link_key(link: str) -> str:
    """What stands for a link in the reports about it."""
    return hashlib.sha256(link.encode()).hexdigest()[:32]


def order_run(
    engine: Engine,
    settings: Settings,
    order: Order,
    *,
    requested_by: str,
    trigger: Trigger = Trigger.ON_DEMAND,
    clock: Callable[[], datetime] = utc_now,
) -> int:
    """Queue the run and write down who asked and why, in one transaction; its number. The scheduler starts it.

    Raises what `find_order_terms` raises.
    """
    source, _ = find_order_terms(settings, order)
    with writing(engine) as connection:
        return save_order(connection, source, order, requested_by=requested_by, trigger=trigger, at=clock())


def save_order(
    connection: Connection,
    source: Source,
    order: Order,
    *,
    requested_by: str,
    at: datetime,
    trigger: Trigger = Trigger.ON_DEMAND,
) -> int:
    """The same inside a transaction, for an order that was checked by `find_order_terms`."""
    run_id = save_new_run(
        connection,
        source=source.name,
        trigger=trigger,
        requested_by=requested_by,
        now=at,
        reason=order.reason,
        params=order.params,
        is_practice=source.practice,
    )
    detail = {"source": source.name, "trigger": trigger, "reason": order.reason, "params": order.params}
    save_audit(connection, at=at, actor=requested_by, action="run_ordered", subject=f"run {run_id}", detail=detail)
    return run_id


def order_again(
    engine: Engine, settings: Settings, run_id: int, *, requested_by: str, clock: Callable[[], datetime] = utc_now
) -> int:
    """A new run with the parameters of an older one; its number. Raises NotFound and what `order_run` raises."""
    with reading(engine) as connection:
        older = read_run(connection, run_id)
    params = older.params
    order = Order(
        source=older.source,
        indication=_text(params.get("indication")),
        pages=_number(params.get("pages")),
        requests=_number(params.get(REQUESTS)),
        minutes=_number(params.get(MINUTES)),
        is_urgent=bool(params.get(URGENT)),
        links=_links(params.get(ADDRESSES)),
        reason=notes.again(run_id, older.reason),
    )
    return order_run(engine, settings, order, requested_by=requested_by, clock=clock)


def within_budget(source: Source, run: Run) -> Source:
    """The source with the run's own limit of requests where that is lower."""
    most = _number(run.params.get(REQUESTS))
    return source.model_copy(update={"max_requests": min(most, source.max_requests)}) if most else source


def is_time_over(run: Run, now: datetime) -> bool:
    """True when the minutes that the run was given are over."""
    minutes = _number(run.params.get(MINUTES))
    return bool(minutes and run.started_at and now - run.started_at >= timedelta(minutes=minutes))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _links(value: object) -> tuple[str, ...]:
    return tuple(map(str, value.values()))[:LINKS_MOST] if isinstance(value, Mapping) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
