"""`gi-leads source try URL`: look at an unknown site and write its source file, switched off, for a person to check."""

from typing import Any

from console.practice import practice_market
from console.screen import print_lines, print_table
from console.source_file_writer import first_values, write_values
from crawlers.discovery.proposal import Proposal
from crawlers.discovery.trying import provisional_source, source_name, try_site
from crawlers.source_file import PRACTICE_SCHEME
from leads_db.records import PRACTICE
from leads_db.settings import Settings


def print_try(settings: Settings, url: str, name: str) -> int:
    """Look, print what was met and what is proposed, write the file; exit code 1 where nothing could be made of it.

    `name` empty: made of the host. Raises SourceFileBroken, CrawlError, BrowserMissing, StoreFull.
    """
    source = provisional_source(url, settings)
    with practice_market(settings, is_needed=source.practice):
        found = try_site(url, settings)
    heads = ("what", "address", "outcome", "status", "bytes", "why")
    rows = [(step.purpose, step.url, step.outcome, step.http_status, step.size, step.reason) for step in found.steps]
    print_table(f"A look at {source.base_url}", heads, rows)
    print_lines(*(f"Note: {hint}" for hint in found.hints))
    if not found.is_usable:
        print_lines("No way of reading this site was found; nothing was written.")
        return 1
    proposed = [
        (trace.field, _shown(found.values.get(trace.field, "(as it is)")), trace.sureness, trace.why)
        for trace in found.traces
    ]
    print_table("Proposed", ("field", "value", "how sure", "why"), proposed)
    name = name or source_name(url)
    path = write_proposal(settings, url, name, found)
    print_lines(f"Written, switched off: {path}", f"Confirm it, then: gi-leads source check {name}")
    return 0


def write_proposal(settings: Settings, url: str, name: str, found: Proposal) -> str:
    """The source file with each proposed value under its reason; its path. Raises SourceFileBroken, StoreFull."""
    source = provisional_source(url, settings)
    values: dict[str, Any] = {
        **first_values(name=name, kind=str(found.values["kind"]), url=source.base_url, platform=name),
        "title": found.title,
        "base_url": source.base_url,
        **found.values,
    }
    if source.hosts and source.hosts[0].count("."):
        values["hosts"] = list(source.hosts)
    if source.practice:
        path = "/" + source.base_url.split("/", 3)[3]
        values |= {"base_url": f"{PRACTICE_SCHEME}{path}", "practice": True, "platform": PRACTICE, "delay_s": 0.05}
    reasons = {trace.field: f"{trace.sureness} – {trace.why}" for trace in found.traces}
    notes = [*(f"Note: {hint}" for hint in found.hints)]
    notes += [f"Note: {trace.field}: {trace.why}" for trace in found.traces if trace.field not in found.values]
    head = "".join(f"# {' '.join(note.split())}\n" for note in notes)
    return write_values(settings, name, values, reasons, head)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_shown(told)}" for key, told in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
