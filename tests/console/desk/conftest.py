"""The desk over the store of the test."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from console.desk.context import SourceLine
from console.naming import Names
from leads_db.settings import Settings

SHOP = SourceLine(
    name="shop",
    kind="schema_org",
    platform="taobao",
    base_url="https://shop.example.com",
    is_watched=True,
    is_practice=False,
)


@pytest.fixture
def desk(engine: Engine, settings: Settings, names: Names) -> Iterator[TestClient]:
    with TestClient(make_desk(engine, settings, names=names, sources=(SHOP,)), raise_server_exceptions=False) as client:
        yield client
