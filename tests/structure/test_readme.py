"""The two READMEs say what the program does, and say it in step."""

import re
import shlex
import tomllib

import click
import pytest
import typer.main

from console.cli import app
from leads_db.settings import Settings
from tests.structure.project_files import PACKAGES, ROOT

READMES = ("README.md", "README.zh.md")
ROOT_COMMAND = typer.main.get_command(app)


def told_lines(name: str) -> list[str]:
    """Every line of a code block, and every inline code, that calls gi-leads."""
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("gi-leads")]
    return lines + re.findall(r"`(gi-leads [^`]+)`", text)


def command_of(line: str) -> tuple[click.Command, list[str]]:
    """The command that a line calls, and what follows its name."""
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = ROOT_COMMAND
    while words and hasattr(command, "commands") and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    return command, words


def all_commands(command: click.Command, path: str = "gi-leads") -> list[str]:
    if not hasattr(command, "commands"):
        return [path]
    return [found for name, sub in command.commands.items() for found in all_commands(sub, f"{path} {name}")]


@pytest.mark.parametrize("line", sorted({line for name in READMES for line in told_lines(name)}))
def test_a_told_command_exists_with_its_options(line: str) -> None:
    command, words = command_of(line)
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert not hasattr(command, "commands") or words in ([], ["--help"]), f"{line}: no such command"
    assert {word for word in words if word.startswith("-") and word != "-"} <= known


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_told(name: str) -> None:
    told = {" ".join(shlex.split(line, comments=True)) for line in told_lines(name)}
    missing = [path for path in all_commands(ROOT_COMMAND) if not any(line.startswith(path) for line in told)]
    assert missing == []


def test_every_command_and_option_has_help() -> None:
    bare = []
    for path in all_commands(ROOT_COMMAND):
        command, _ = command_of(path)
        bare += [path] if not command.help else []
        bare += [
            f"{path} {item.name}" for item in command.params if item.name != "help" and not getattr(item, "help", "")
        ]
    assert bare == []


def test_the_twins_have_the_same_headings_and_commands() -> None:
    levels, calls, pictures = [], [], []
    for name in READMES:
        text = (ROOT / name).read_text("utf-8")
        levels.append([line.split(" ")[0] for line in text.splitlines() if re.match(r"#{1,4} ", line)])
        calls.append([shlex.split(line, comments=True)[:3] for line in told_lines(name)])
        pictures.append(re.findall(r"\]\(([^)]+\.(?:png|svg))\)", text))
    assert levels[0] == levels[1]
    assert calls[0] == calls[1]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_to_a_file(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    paths = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_the_map_shows_rooms_that_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    rooms = set(re.findall(r"`((?:leads_db|crawlers|pipelines|scheduler|console|tests)/[\w/.]*)`", text))
    assert [room for room in sorted(rooms) if not (ROOT / room).exists()] == []


def test_the_twins_show_the_same_rooms_and_settings() -> None:
    shown = []
    for name in READMES:
        text = (ROOT / name).read_text("utf-8")
        shown.append((re.findall(r"`((?:[\w.]+/)+)`", text), re.findall(r"^\| `(GI_\w+)`", text, re.MULTILINE)))
    assert shown[0] == shown[1]


def test_every_room_of_the_house_is_on_the_map() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("*/*/__init__.py")}
    rooms = {room for room in rooms if room.split("/")[0] in PACKAGES}
    unmapped = [room for room in sorted(rooms) if f"`{room.split('/')[1]}/`" not in text and f"`{room}/`" not in text]
    assert unmapped == []


@pytest.mark.parametrize("name", READMES)
def test_the_python_versions_told_are_those_that_the_project_takes(name: str) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert declared == ">=3.11,<3.14"
    assert "3.11-3.13" in (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_setting_is_told_with_its_default(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for setting, field in Settings.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else ""
        assert re.search(rf"^\| `GI_{setting.upper()}` \| {re.escape(default)} \| .+ \|$", text, re.MULTILINE), setting


def test_every_setting_has_a_meaning_and_the_readme_quotes_it() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name, field in Settings.model_fields.items() if not field.description]
    changed = [
        name for name, field in Settings.model_fields.items() if " ".join(str(field.description).split()) not in text
    ]
    assert (missing, changed) == ([], [])
