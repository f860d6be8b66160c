"""A new source file: every field with the sentence that explains it, switched off until somebody completed it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from crawlers.source_file import PACKAGED, Source, load_source
from leads_db.errors import SourceFileBroken, StoreFull
from leads_db.records import PRACTICE
from leads_db.settings import Settings

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
HEAD = """\
# A source of gi-leads. Fill in what is missing, try it with `gi-leads source check {name}`, then write enabled: true.
# A line that is left as it is means what it says; unknown lines are refused.
"""
LEFT_OUT = ("practice",)
"""Fields that a person never writes."""


def write_source(settings: Settings, *, name: str, kind: str, url: str, platform: str) -> str:
    """Write sources/<name>.yml below GI_HOME; its path. An existing file is never touched.

    Raises SourceFileBroken naming the field, StoreFull where the folder cannot be written.
    """
    if platform == PRACTICE:
        raise SourceFileBroken(f"platform {PRACTICE}: belongs to the practice market and would be wiped; name another")
    return write_values(settings, name, first_values(name=name, kind=kind, url=url, platform=platform))


def write_values(
    settings: Settings, name: str, values: Mapping[str, Any], reasons: Mapping[str, str] | None = None, head: str = ""
) -> str:
    """As `write_source`, with these values of Source, each under the reason for it; `head`: lines for the top."""
    if not NAME.fullmatch(name):
        raise SourceFileBroken(f"name {name[:70]!r}: small letters, digits and hyphens, at most 60")
    path = settings.sources_folder / f"{name}.yml"
    if path.exists() or (PACKAGED / path.name).exists():
        raise SourceFileBroken(f"{name}: there is a source of this name already; it was not touched")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(HEAD.format(name=name) + head + "".join(_lines(values, reasons or {})))
    except OSError as fault:
        raise StoreFull(f"{path}: {fault.strerror or fault}") from fault
    try:
        load_source(path, settings)
    except SourceFileBroken:
        path.unlink()
        raise
    return str(path)


def first_values(*, name: str, kind: str, url: str, platform: str) -> dict[str, Any]:
    """What is known of the source so far. A feed's address is the feed itself; other addresses end in a slash."""
    parts = urlsplit(url.strip())
    home = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else url
    values = {"name": name, "kind": kind, "platform": platform or name}
    if kind == "feed":
        return {**values, "base_url": home, "feed": url.strip()}
    folder = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return {**values, "base_url": f"{home.rstrip('/')}{folder}"}


def _lines(values: Mapping[str, Any], reasons: Mapping[str, str]) -> list[str]:
    lines = []
    for name, field in Source.model_fields.items():
        if name in LEFT_OUT and name not in values:
            continue
        value = values.get(name, [] if field.default == () else field.default)
        reason = f"# Found: {reasons[name]}\n" if name in reasons else ""
        lines.append(f"\n# {field.description}\n{reason}{name}: {_written(value)}\n")
    return lines


def _written(value: Any) -> str:
    """A value of YAML on one line; a mapping on lines of its own."""
    is_block = isinstance(value, dict) and bool(value)
    told = yaml.safe_dump(value, allow_unicode=True, default_flow_style=not is_block, width=1_000, sort_keys=False)
    if is_block:
        return "\n" + "".join(f"  {line}\n" for line in told.splitlines()).rstrip()
    return str(told.partition("\n...")[0].strip())
