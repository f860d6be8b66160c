"""`gi-leads officer open`: the run of one officer's session, from the first page to the last line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from console.screen import print_lines
from console.session import Session
from console.words import OUTCOMES
from crawlers.capture import Capture
from crawlers.officer_browser import OfficerBrowser
from crawlers.officer_session import OfficerSession, Step, consent_for, refusal, search_address
from crawlers.pages.addresses import host_of
from crawlers.source_file import Source, load_sources
from leads_db.errors import ImportFileError, SessionRefused, UnknownSource
from leads_db.records import Harvest, Outcome, RunState, Trigger
from leads_db.register import load_register
from leads_db.store.engine import writing
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.units import utc_now
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.opinions.viewing import LateAnalyst
from pipelines.stages.assess import assess
from pipelines.stages.normalise import normalise
from pipelines.stages.recognise import recognise
from scheduler.held_leases import HeldLeases
from scheduler.planning import find_source

PROMPT = "回车=读取当前页面，n=打开下一页，q=结束："
NO_CONSENT = "没有该网站的同意记录，未打开浏览器：请在来源文件的 consents 中写明网站、同意人和日期。"
Say = Callable[[str], str]
"""Shows a prompt and returns what was typed."""


@dataclass(slots=True)
class Tally:
    """What the session saw."""

    outcomes: list[Outcome] = field(default_factory=list)
    found: int = 0

    @property
    def state(self) -> RunState:
        """How the run ends."""
        seen = [outcome.is_seen for outcome in self.outcomes]
        if not any(seen):
            return RunState.FAILED
        return RunState.FINISHED if all(seen) else RunState.PARTIAL


def find_officer_source(session: Session, name: str, url: str) -> Source:
    """The source by name, else the one whose hosts or consents cover the address.

    Raises UnknownSource, SourceFileBroken, and SessionRefused for a source of another kind.
    """
    if name:
        named = find_source(session.settings, name)
        if named.kind != "officer":
            raise SessionRefused(f"{name} is of kind {named.kind}; gi-leads crawl collects it")
        return named
    officers = [source for source in load_sources(session.settings).values() if source.kind == "officer"]
    host = host_of(url)
    fits = (source for source in officers if host in source.own_hosts or consent_for(source, url))
    found = next(fits, None)
    if found is None:
        raise UnknownSource(f"no source of kind officer for {host or url}; write one with its consents")
    return found


def run_officer(session: Session, source: Source, url: str, term: str, ask: Say, *, headless: bool = False) -> RunState:
    """The session until the officer ends it, a wall stands there, or the window is closed.

    Without a consent for the first address no browser opens; the run says robots_disallowed.
    Raises BrowserMissing, SessionRefused, StoreBusy, StoreFull.
    """
    first = url or search_address(source, term, 1)
    flow = Flow(
        register=(register := load_register(session.settings.register_folder)),
        judge=Judge(register),
        engine=session.engine,
        cities=session.settings.cities,
        analyst=LateAnalyst(register),
    )
    with _run(session, source, first, term) as (number, tally):
        if not consent_for(source, first):
            report = refusal(source, first, utc_now())
            harvest = Harvest(run_id=number, unit=None, outcome=report.outcome, cause=report.reason, reports=(report,))
            _commit(flow, Step(harvest=harvest, message=NO_CONSENT), tally)
            return tally.state
        capture = Capture(session.settings.evidence_folder, f"{source.name}-run{number}", is_practice=source.practice)
        try:
            with OfficerBrowser(session.settings, source.name, headless=headless) as browser:
                reading = OfficerSession(source, browser, capture, number)
                _talk(reading, first, term, ask, lambda step: _commit(flow, step, tally))
        finally:
            capture.close()
    return tally.state


def _talk(reading: OfficerSession, first: str, term: str, ask: Say, commit: Callable[[Step], None]) -> None:
    """Open, then read on request; nothing is read that the officer has not asked for."""
    page = 1
    print_lines(reading.go(first) or f"已打开 {first}；请自行登录、完成网站要求的验证。")
    while not reading.is_over:
        word = ask(PROMPT).strip().lower()
        if word in ("q", "quit", "exit"):
            return
        if word == "n" and term:
            page += 1
            print_lines(reading.go(search_address(reading.source, term, page)) or f"已打开第 {page} 页。")
            continue
        step = reading.read(term)
        if step is None:
            print_lines("浏览器窗口已关闭，本次结束。")
            return
        commit(step)


def _commit(flow: Flow, step: Step, tally: Tally) -> None:
    if step.harvest is None:
        print_lines(step.message)
        return
    named = recognise(normalise(step.harvest), flow.judge)
    harvest = assess(named, flow.judge, flow.read_places(named), flow.read_exempt(named))
    flow.save(harvest)
    count = len(harvest.sightings) + len(harvest.mentions)
    tally.outcomes.append(harvest.outcome)
    tally.found += count
    told = f"{OUTCOMES[harvest.outcome]}：{count} 条，其中 {len(harvest.named)} 条涉及地理标志。"
    print_lines(step.message or told)
    if harvest.outcome.stops_source and not step.message:
        print_lines(f"页面是验证、登录或限制（{harvest.cause}），本次到此为止，不再读取。")


@contextmanager
def _run(session: Session, source: Source, url: str, term: str) -> Iterator[tuple[int, Tally]]:
    """The run row, held by a lease as an import's is: nobody but this process ever works on it."""
    tally = Tally()
    with HeldLeases(session.engine, utc_now) as leases:
        if not leases.take(f"source:{source.name}"):
            raise ImportFileError(f"{source.name}: another session of this source is open; end it first")
        now = utc_now()
        with writing(session.engine) as connection:
            number = save_new_run(
                connection,
                source=source.name,
                trigger=Trigger.IMPORT,
                requested_by=session.user,
                reason=f"工作人员浏览 {term or host_of(url)}"[:200],
                now=now,
                params={"url": url, "term": term, "consent": consent_for(source, url)},
                is_practice=source.practice,
            )
            save_run_state(connection, number, RunState.RUNNING, now=now)
        try:
            yield number, tally
        finally:
            counted = "；".join(
                f"{OUTCOMES[outcome]} {tally.outcomes.count(outcome)} 页" for outcome in dict.fromkeys(tally.outcomes)
            )
            with writing(session.engine) as connection:
                save_run_state(connection, number, tally.state, now=utc_now(), note=counted or "没有读取任何页面")
