"""The register and the source files as the desk shows them."""

from pathlib import Path

from console.desk.context import SourceLine
from console.naming import Names, load_divisions
from crawlers.source_file import PACKAGED, load_source
from leads_db.errors import SourceFileBroken
from leads_db.register import load_register
from leads_db.settings import Settings
from scheduler.planning import sources_to_collect


def load_names(settings: Settings) -> Names:
    """Names from the packaged register and the installation's own files. Raises RegisterError."""
    return Names.of(load_register(settings.register_folder), load_divisions())


class SourceShelf:
    """The source files, read again when one has changed: a source added while the desk runs is watched at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stamp: tuple[tuple[Path, int], ...] = ()
        self._lines: tuple[SourceLine, ...] = ()

    def __call__(self) -> tuple[SourceLine, ...]:
        """Every source, those that are collected daily first."""
        files = _source_files(self._settings)
        stamp = tuple((path, path.stat().st_mtime_ns) for path in files)
        if stamp != self._stamp:
            self._lines = _read_lines(files, self._settings)
            self._stamp = stamp
        return self._lines


def _source_files(settings: Settings) -> list[Path]:
    """The packaged files, then the installation's own, which replace those of the same name."""
    return [path for folder in (PACKAGED, settings.sources_folder) for path in sorted(folder.glob("*.yml"))]


def _read_lines(files: list[Path], settings: Settings) -> tuple[SourceLine, ...]:
    watched = {source.name for source in sources_to_collect(settings, lambda fault: None)}
    lines = {path.stem: _line(path, settings, watched) for path in files}
    return tuple(sorted(lines.values(), key=lambda line: (not line.is_watched, line.name)))


def _line(path: Path, settings: Settings, watched: set[str]) -> SourceLine:
    try:
        source = load_source(path, settings)
    except SourceFileBroken as fault:  # a file that cannot be read is a source that is not seen
        return SourceLine(name=path.stem, kind="", platform="", base_url="", is_watched=True, fault=str(fault))
    return SourceLine(
        name=source.name,
        kind=source.kind,
        platform=source.platform,
        base_url=source.base_url,
        is_watched=source.name in watched,
        is_practice=source.practice,
        expected_minimum=source.expected_minimum,
        expected_maximum=source.expected_maximum,
    )
