import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from leads_db.errors import ImportFileBroken
from tests.crawlers.importing.conftest import ReadFile, broken, sound

TABLE = "宝贝标题{0}价格{0}销量{0}店铺名称{0}宝贝链接{0}产地\n桓仁大米{0}¥49.9{0}1.2万+{0}某店{0}https://item.taobao.com/item.htm?id=612{0}辽宁\n"


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"s{number}")
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_columns_are_found_by_the_names_that_exports_use(read_file: ReadFile, delimiter: str, encoding: str) -> None:
    (one,) = sound(read_file("rows.csv", TABLE.format(delimiter).encode(encoding), platform=None))
    listing = one.listing
    assert (listing.platform, listing.item_id, listing.title) == ("taobao", "612", "桓仁大米")
    assert (str(listing.price_cny), listing.sold_count, listing.sold_raw) == ("49.9", 12_000, "1.2万+")
    assert (listing.shop_name, listing.attributes) == ("某店", {"产地": "辽宁"})


def test_an_unclosed_quotation_costs_its_own_line_only(read_file: ReadFile) -> None:
    rows = read_file("rows.csv", 'title,id\n"大米,1\n"面",2\n"第一行\n第二行",3\n米"x",4\n')
    assert broken(rows)[0].startswith("line 2: ")
    assert [one.listing.title for one in sound(rows)] == ["面", "第一行\n第二行", '米"x"']


def test_a_row_wider_than_its_headings_is_named(read_file: ReadFile) -> None:
    assert broken(read_file("rows.csv", "title,id\n大米,1,x\n")) == ["line 2: 3 cells under 2 columns"]


def test_headings_below_a_banner_and_a_sheet_without_headings(read_file: ReadFile) -> None:
    rows = read_file("rows.xlsx", workbook([["导出表"], [], ["商品名称", "价格"], ["大米", 9.5]], [["x"], ["y"]]))
    (one,) = sound(rows)
    assert (one.listing.title, str(one.listing.price_cny)) == ("大米", "9.5")
    assert broken(rows)[0].startswith("sheet s1: no column of titles")


def test_item_ids_that_a_spreadsheet_rounded_give_way_to_the_address(read_file: ReadFile) -> None:
    head = ["标题", "商品ID", "链接"]
    url = "https://item.taobao.com/item.htm?id=612848348614123456"
    first, second = sound(
        read_file("a.xlsx", workbook([head, ["大米", 612848348614123456, url], ["面", 612848348614123456, ""]]))
    )
    assert first.listing.item_id == "612848348614123456"
    assert second.notes == ("item_id_rounded",)


def test_own_map_comes_before_known_names(read_file: ReadFile) -> None:
    content = "标题,品种名,id\n广告,铁棍山药,1\n"
    (one,) = sound(read_file("rows.csv", content, maps=["title=品种名"]))
    assert one.listing.title == "铁棍山药"


def test_no_column_of_titles_is_told_with_the_columns(read_file: ReadFile) -> None:
    with pytest.raises(ImportFileBroken, match=r"--map title=COLUMN .columns: 甲, 乙"):
        read_file("rows.csv", "甲,乙\n1,2\n")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read_file: ReadFile, tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(ImportFileBroken, match="unpacks to 50000000 bytes"):
        read_file("bomb.xlsx", held.getvalue())


def test_a_workbook_of_torn_xml_is_refused_or_named(read_file: ReadFile) -> None:
    whole = workbook([["标题", "id"], ["大米", "1"]])
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body[: len(body) - 60] if "sheet1" in name else body)
    rows = read_file("torn.xlsx", held.getvalue())
    assert broken(rows)[-1].startswith("sheet s0, from row")
