import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.importing.columns import ColumnMap
from crawlers.importing.identity import PlatformNames
from crawlers.importing.row import Row
from crawlers.importing.row_reader import RowReader
from leads_db.errors import ImportFileError, RowBroken
from leads_db.records import Sighting


@pytest.fixture
def reader(platforms: PlatformNames) -> RowReader:
    return RowReader("import:x", platforms)


def read(reader: RowReader, **cells: object) -> Sighting:
    found = reader.read(Row("line 1", {"title": "大米", **cells}))
    assert isinstance(found, Sighting), found
    return found


@pytest.mark.parametrize(
    ("stated", "platform"),
    [("淘宝", "taobao"), ("Taobao", "taobao"), ("jd (2022)", "jd"), ("京东", "jd"), ("pinduoduo", "pdd")],
)
def test_platforms_are_known_by_their_names(reader: RowReader, stated: str, platform: str) -> None:
    assert read(reader, platform=stated).listing.platform == platform


def test_an_unknown_platform_stays_as_stated_unless_the_address_tells(reader: RowReader) -> None:
    assert read(reader, platform="某平台").notes == ("platform_unknown", "item_id_from_title")
    one = read(reader, platform="taobao/tmall", url="https://detail.tmall.com/item.htm?spm=a&id=42")
    assert (one.listing.platform, one.listing.item_id) == ("tmall", "42")


def test_ids_made_from_an_address_ignore_session_marks(reader: RowReader) -> None:
    first = read(reader, url="https://shop.example.com/p/7?spm=a.1#top")
    second = read(reader, url="https://shop.example.com/p/7")
    assert (first.listing.platform, first.listing.item_id) == ("shop.example.com", second.listing.item_id)
    assert "item_id_from_url" in first.notes


def test_ids_made_from_shop_and_title_are_stable(reader: RowReader) -> None:
    first, second = (read(reader, platform="jd", shop="甲", sales=sales) for sales in ("1", "2"))
    other = read(reader, platform="jd", shop="乙")
    assert first.listing.key == second.listing.key != other.listing.key


@pytest.mark.parametrize(
    ("shown", "count", "notes"),
    [
        ("37人付款", 37, ()),
        ("1.2万+", 12_000, ()),
        (5, 5, ()),
        ("4300+条评价", None, ("sold_not_sales",)),
        ("很多", None, ("sold_unparsed",)),
    ],
)
def test_sales_are_counted_only_when_they_are_sales(
    reader: RowReader, shown: object, count: int | None, notes: tuple[str, ...]
) -> None:
    one = read(reader, platform="jd", item_id="1", sales=shown)
    assert (one.listing.sold_count, one.listing.sold_raw, one.notes) == (count, str(shown), notes)


@pytest.mark.parametrize(
    ("shown", "price"),
    [("¥49.90", "49.90"), ("1,299", "1299"), ("19.9-39.9", "19.9"), ("面议", None), ("$5.60", None), (12.5, "12.5")],
)
def test_prices_are_yuan_or_nothing(reader: RowReader, shown: object, price: str | None) -> None:
    listing = read(reader, platform="jd", price=shown).listing
    assert (None if listing.price_cny is None else str(listing.price_cny)) == price


@pytest.mark.parametrize(
    ("stated", "moment", "note"),
    [
        ("2026-11-20T12:00:00+08:00", "2026-11-20T04:00:00+00:00", None),
        ("2026-11-20 12:00:00", "2026-11-20T04:00:00+00:00", "seen_at_zone_assumed: Asia/Shanghai"),
        ("2021/2/6", "2021-02-05T16:00:00+00:00", "seen_at_day_only"),
        ("2019-08", None, "seen_at_unparsed: 2019-08"),
        ("2021-13-45", None, "seen_at_unparsed: 2021-13-45"),
    ],
)
def test_times_are_not_guessed(reader: RowReader, stated: str, moment: str | None, note: str | None) -> None:
    one = read(reader, platform="jd", item_id="1", observed_at=stated)
    assert (one.listing.seen_at.isoformat() if one.listing.seen_at else None) == moment
    assert one.notes == ((note,) if note else ())


def test_the_practice_market_cannot_be_imported(reader: RowReader) -> None:
    found = reader.read(Row("line 9", {"platform": "practice", "item_id": "1", "title": "大米"}))
    assert isinstance(found, RowBroken)
    assert str(found).startswith("line 9: platform practice")


def test_columns_that_mean_nothing_are_told(reader: RowReader) -> None:
    read(reader, platform="jd", mystery="x", empty="")
    assert list(reader.unused) == ["mystery"]


@pytest.mark.parametrize("pair", ["title", "=x", "title=", "colour=x"])
def test_a_map_that_is_not_understood_names_the_fields(pair: str) -> None:
    with pytest.raises(ImportFileError, match="write field=column; the fields are platform, item_id"):
        ColumnMap.parse([pair])


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
columns = st.sampled_from(
    ["title", "platform", "id", "url", "price", "sales", "店铺", "observed_at", "属性", "图片", "产地"]
)


@given(cells=st.dictionaries(columns, values))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_any_row_is_a_sighting_or_a_named_broken_row(reader: RowReader, cells: dict[str, object]) -> None:
    found = reader.read(Row("line 1", cells))
    assert isinstance(found, Sighting) or str(found).startswith("line 1: ")


def test_a_running_number_is_no_item_id(reader: RowReader) -> None:
    first, second = read(reader, platform="jd", id=7), read(reader, platform="jd", id=7, shop="别家")
    assert "item_id_from_title" in first.notes
    assert first.listing.key != second.listing.key
    assert read(reader, platform="jd", id="100012345678").listing.item_id == "100012345678"


@pytest.mark.parametrize("shown", ["点击查看", "https://shop.example.com/", "javascript:void(0)", "http://[", 5])
def test_what_is_no_address_of_an_item_makes_no_identity(reader: RowReader, shown: object) -> None:
    one = read(reader, platform="jd", url=shown)
    assert one.listing.url is None
    assert one.notes == (f"url_unusable: {shown}", "item_id_from_title")


@pytest.mark.parametrize(
    "shown", ["//item.jd.com/10001.html", "item.jd.com/10001.html", "https://item.jd.com/10001.html"]
)
def test_addresses_without_scheme_are_mended(reader: RowReader, shown: str) -> None:
    listing = read(reader, url=shown).listing
    assert (listing.platform, listing.item_id, listing.url) == ("jd", "10001", "https://item.jd.com/10001.html")
