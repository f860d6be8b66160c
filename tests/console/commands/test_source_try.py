"""`gi-leads source try` writes a file that loads, switched off, and says why each value stands there."""

from collections.abc import Iterator

import pytest

from crawlers.practice_market import Market, start_market
from crawlers.source_file import load_source
from leads_db.settings import Settings
from tests.console.commands.conftest import RunCommand


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    with start_market() as started:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(started.port))
        yield started


def test_the_file_is_whole_switched_off_and_gives_its_reasons(
    run_command: RunCommand, settings: Settings, market: Market
) -> None:
    code, out, _ = run_command("source", "try", f"{market.base_url}/gbk/", "--name", "my-gbk")
    assert (code, "sure" in out, "my-gbk.yml" in out) == (0, True, True)
    path = settings.sources_folder / "my-gbk.yml"
    source = load_source(path, settings.model_copy(update={"practice_port": market.port}))
    assert (source.kind, source.enabled, source.term_encoding, source.practice) == ("schema_org", False, "gbk", True)
    assert (source.item_url, source.nothing_found) == ("/item/", ("没有找到相关商品",))
    assert "# Found: sure – data for machines on 3 of 3 item pages\nkind: schema_org\n" in path.read_text("utf-8")


def test_a_layout_is_written_so_that_it_loads(run_command: RunCommand, settings: Settings, market: Market) -> None:
    assert run_command("source", "try", f"{market.base_url}/login/")[0] == 0
    source = load_source(settings.sources_folder / "tried-login.yml", settings)
    assert source.layout is not None
    assert (source.kind, source.layout.rows, source.layout.fields["price"]) == (
        "html_search",
        ".cards li",
        "span.price",
    )


def test_where_nothing_is_found_nothing_is_written(run_command: RunCommand, settings: Settings, market: Market) -> None:
    code, out, _ = run_command("source", "try", f"{market.base_url}/changed/")
    assert (code, "nothing was written" in out) == (1, True)
    assert not list(settings.home.rglob("*.yml"))
