"""The register and the source files as the desk shows them."""

from console.desk.context import SourceLine
from console.naming import Names, load_divisions
from crawlers.source_file import load_sources
from leads_db.register import load_register
from leads_db.settings import Settings
from scheduler.planning import sources_to_collect


def load_names(settings: Settings) -> Names:
    """Names from the packaged register and the installation's own files. Raises RegisterError."""
    return Names.of(load_register(settings.register_folder), load_divisions())


def load_source_lines(settings: Settings) -> tuple[SourceLine, ...]:
    """Every source, those that are collected daily first. Raises SourceFileBroken."""
    watched = {source.name for source in sources_to_collect(settings)}
    lines = [
        SourceLine(
            name=source.name,
            kind=source.kind,
            platform=source.platform,
            base_url=source.base_url,
            is_watched=source.name in watched,
            is_practice=source.practice,
        )
        for source in load_sources(settings).values()
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_watched, line.name)))
