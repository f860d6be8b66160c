"""The sources as their files are now: packaged, an installation's own, and one that cannot be read."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from console.naming import Names
from leads_db.records.account import Role
from leads_db.settings import Settings
from tests.console.desk.conftest import sign_in

SHOP = "name: my-shop\nkind: schema_org\nplatform: my-shop\nbase_url: https://shop.example.com\nenabled: true\n"


@pytest.fixture
def own_desk(engine: Engine, settings: Settings) -> Iterator[TestClient]:
    """The desk with the real source files."""
    settings.sources_folder.mkdir(parents=True)
    with TestClient(make_desk(engine, settings, names=Names()), base_url="http://localhost") as client:
        yield sign_in(client, Role.REVIEWER, Role.OPS)


def test_the_practice_sources_are_listed_and_marked(own_desk: TestClient) -> None:
    page = own_desk.get("/sources").text
    assert "practice-ld" in page
    assert "演示" in page


def test_a_source_added_while_the_desk_runs_is_watched_at_once(own_desk: TestClient, settings: Settings) -> None:
    assert "my-shop" not in own_desk.get("/").text
    (settings.sources_folder / "my-shop.yml").write_text(SHOP, "utf-8")
    page = own_desk.get("/").text
    assert "my-shop" in page
    assert "practice-ld" not in page  # the practice market is left out once there is a real source


def test_a_broken_source_file_is_a_gap_and_the_rest_is_shown(own_desk: TestClient, settings: Settings) -> None:
    (settings.sources_folder / "my-shop.yml").write_text(SHOP, "utf-8")
    (settings.sources_folder / "torn.yml").write_text("name: [", "utf-8")
    for path in ("/", "/leads", "/sources"):
        page = own_desk.get(path).text
        assert "来源文件有误" in page
        assert "torn.yml" in page
    assert "my-shop" in own_desk.get("/sources").text
