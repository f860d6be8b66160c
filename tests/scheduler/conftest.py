"""A source of the tests' own, so that nothing here hangs on the packaged ones."""

import pytest

from leads_db.settings import Settings, read_settings

SHOP = """\
title: 测试店铺
kind: schema_org
platform: taobao
base_url: https://shop.example/
search: search?q={term}&page={page}
enabled: true
"""


@pytest.fixture
def settings() -> Settings:
    """Settings on a fresh data folder with one real source, `shop`; the practice sources rest beside it."""
    read = read_settings()
    read.sources_folder.mkdir(parents=True)
    (read.sources_folder / "shop.yml").write_text(SHOP, encoding="utf-8")
    return read
