import pytest
import yaml

from crawlers.source_file import load_source
from leads_db.settings import Settings
from tests.console.commands.conftest import RunCommand


def test_a_new_source_is_whole_and_switched_off(run_command: RunCommand, settings: Settings) -> None:
    assert run_command("source", "add", "my-shop", "--kind", "shopify", "--url", "https://shop.example.com/cn")[0] == 0
    source = load_source(settings.sources_folder / "my-shop.yml", settings)
    assert (source.kind, source.platform, source.enabled) == ("shopify", "my-shop", False)
    assert source.base_url == "https://shop.example.com/cn/"
    assert "my-shop" in run_command("source", "list")[1]


def test_every_field_is_there_with_its_explanation(run_command: RunCommand, settings: Settings) -> None:
    run_command("source", "add", "news", "--kind", "feed", "--url", "https://n.example.com/rss.xml")
    text = (settings.sources_folder / "news.yml").read_text("utf-8")
    assert "# Seconds between two requests to one host; 0 only for the practice market.\ndelay_s: 2.0\n" in text
    assert yaml.safe_load(text)["feed"] == "https://n.example.com/rss.xml"


def test_an_existing_source_is_not_touched(run_command: RunCommand, settings: Settings) -> None:
    words = ("source", "add", "my-shop", "--kind", "shopify", "--url")
    run_command(*words, "https://a.example.com")
    before = (settings.sources_folder / "my-shop.yml").read_bytes()
    assert run_command(*words, "https://b.example.com")[0] == 1
    assert (settings.sources_folder / "my-shop.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "kind", "url", "platform"),
    [
        ("../up", "shopify", "https://a.example.com", ""),
        ("practice-ld", "shopify", "https://a.example.com", ""),
        ("a", "telepathy", "https://a.example.com", ""),
        ("a", "shopify", "file:///etc/passwd", ""),
        ("a", "shopify", "shop", ""),
        ("a", "shopify", "https://a.example.com", "practice"),
    ],
)
def test_what_is_no_source_leaves_no_file(
    run_command: RunCommand, settings: Settings, name: str, kind: str, url: str, platform: str
) -> None:
    code, _, error = run_command("source", "add", name, "--kind", kind, "--url", url, "--platform", platform)
    assert (code, "SourceFileBroken" in error) == (1, True)
    assert not list(settings.home.rglob("*.yml"))
