import pytest

from crawlers.importing.identity import PlatformNames
from crawlers.importing.page_reader import PageReader
from crawlers.importing.saved_pages import PAGE_CAP, SavedPage, page_of
from leads_db.records import Sighting

ITEM = "<html><head>{head}</head><body><h1>怀山药 2斤</h1><p>¥39.9</p></body></html>"
ADDRESS = "https://item.taobao.com/item.htm?id=612848348614"


@pytest.fixture
def kept() -> list[str]:
    return []


@pytest.fixture
def reader(platforms: PlatformNames, kept: list[str]) -> PageReader:
    def keep(page: SavedPage) -> str:
        kept.append(page.where)
        return "ab" * 32

    return PageReader("import:pages", platforms, keep)


def page(head: str = "", *, before: str = "", encoding: str = "utf-8") -> SavedPage:
    made = page_of("p.html", (before + ITEM.format(head=head)).encode(encoding))
    assert isinstance(made, SavedPage)
    return made


@pytest.mark.parametrize(
    "made",
    [
        page(before=f"<!-- saved from url=(0051){ADDRESS} -->"),
        page(f'<link rel="canonical" href="{ADDRESS}">'),
        page(f'<meta property="og:url" content="{ADDRESS}">'),
        page(before=f"<!--\n Page saved with SingleFile \n url: {ADDRESS}\n-->"),
    ],
)
def test_the_address_that_a_browser_wrote_down_gives_platform_and_id(reader: PageReader, made: SavedPage) -> None:
    (found,) = reader.read(made).rows
    assert isinstance(found, Sighting)
    assert (found.listing.platform, found.listing.item_id) == ("taobao", "612848348614")
    assert found.listing.seen_at is None
    assert "seen_at_unknown" in found.notes


def test_the_date_that_single_file_wrote_down_is_the_time(reader: PageReader) -> None:
    stated = "saved date: Tue Nov 24 2026 10:00:00 GMT+0800 (China Standard Time)"
    (found,) = reader.read(page(before=f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n {stated}\n-->")).rows
    assert isinstance(found, Sighting)
    assert found.listing.seen_at is not None
    assert found.listing.seen_at.isoformat() == "2026-11-24T02:00:00+00:00"


def test_a_page_in_gbk_without_a_word_about_it_is_read(reader: PageReader) -> None:
    (found,) = reader.read(page(f'<link rel="canonical" href="{ADDRESS}">', encoding="gb18030")).rows
    assert isinstance(found, Sighting)
    assert found.listing.title == "怀山药 2斤"


def test_walls_and_pages_without_goods_are_named_and_not_kept(reader: PageReader, kept: list[str]) -> None:
    wall = f'<link rel="canonical" href="{ADDRESS}"><title>验证码拦截</title>'
    empty = SavedPage(where="e.html", url=ADDRESS, body=b"<html><body>hello</body></html>")
    told = [str(found) for made in (page(wall), empty, page()) for found in reader.read(made).rows]
    assert told[0].startswith("p.html: not the item but a wall (blocked_captcha")
    assert told[1].startswith("e.html: ")
    assert told[2] == "p.html: the page does not say where it came from; name it with --platform"
    assert kept == []


def test_a_page_beyond_all_measure_is_named() -> None:
    assert str(page_of("big.html", b"x" * (PAGE_CAP + 1))) == "big.html: over 16 MB"
