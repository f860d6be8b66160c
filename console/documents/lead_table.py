"""线索台账: leads as an XLSX or CSV table, safe against formulas in crawled text."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from console.documents.safe_text import clean_cell, clean_csv_cell
from console.naming import Names
from console.words import ACTS, NOT_CONFIRMED, PRACTICE_MARK, VERDICTS, moment, percent
from leads_db.errors import DocumentError
from leads_db.records import Assessment, Finding, FindingState, Lead
from leads_db.store.lead_views import LeadListing

Row = Sequence[str | int]
COLUMNS = (
    ("序号", 6),
    ("演示", 6),
    ("线索编号", 26),
    ("发现日期", 17),
    ("末见日期", 17),
    ("地理标志", 16),
    ("权利人", 24),
    ("平台", 10),
    ("店铺", 24),
    ("经营者", 28),
    ("统一社会信用代码", 22),
    ("住所地", 32),
    ("店铺所在地", 16),
    ("商品标题", 48),
    ("商品链接", 48),
    ("涉及商品数", 8),
    ("研判结论", 14),
    ("可能性", 8),
    ("疑似行为", 24),
    ("研判要点", 60),
    ("依据", 48),
    ("反证", 40),
    ("所缺事实", 40),
    ("建议承办单位", 28),
    ("管辖理由", 40),
    ("证据编号", 16),
    ("证据摘要（SHA-256）", 68),
    ("模型版本", 14),
)
LINKS_SHOWN = 20


def make_rows(leads: Iterable[tuple[Lead, Sequence[LeadListing]]], names: Names) -> Iterator[Row]:
    """One row a lead, in the order of COLUMNS; its gravest listing stands for it."""
    for place, (lead, items) in enumerate(leads, 1):
        gravest = items[0] if items else None
        judged = gravest.assessment if gravest else None
        yield (
            *_who(place, lead, gravest, names),
            *_what(lead, items),
            *_why(lead, judged, names),
            *_proof(items, judged),
        )


def _who(place: int, lead: Lead, gravest: LeadListing | None, names: Names) -> Row:
    listing = gravest.listing if gravest else None
    return (
        place,
        PRACTICE_MARK if lead.is_practice else "",
        lead.number,
        moment(lead.first_seen_at),
        moment(lead.last_seen_at),
        names.indication(lead.indication),
        names.holder(lead.indication),
        names.platform(lead.platform),
        lead.seller_name,
        (listing and listing.operator_name) or "",
        (listing and listing.operator_code) or "",
        (listing and listing.operator_address) or "",
        (listing and listing.shop_location) or "",
    )


def _what(lead: Lead, items: Sequence[LeadListing]) -> Row:
    links = list(dict.fromkeys(item.listing.url for item in items if item.listing.url))
    shown = links[:LINKS_SHOWN] + ([f"……另有 {len(links) - LINKS_SHOWN} 条"] if len(links) > LINKS_SHOWN else [])
    return (
        items[0].listing.title if items else "",
        "\n".join(shown),
        lead.listing_count,
        VERDICTS[lead.verdict],
        percent(lead.likelihood),
    )


def _why(lead: Lead, judged: Assessment | None, names: Names) -> Row:
    findings = judged.findings if judged else ()
    found = [finding for finding in findings if finding.state is FindingState.FOUND]
    clear = [finding for finding in findings if finding.state is FindingState.CLEAR]
    return (
        "、".join(ACTS[act] for act in judged.acts) if judged else "",
        "\n".join(finding.sentence for finding in found),
        "\n".join(dict.fromkeys(ground for finding in found for ground in _grounds(finding))),
        "\n".join(finding.sentence for finding in clear),
        "\n".join(judged.missing) if judged else "",
        names.bureau(lead.bureau),
        judged.bureau_reason if judged else "",
    )


def _grounds(finding: Finding) -> list[str]:
    return [
        f"《{ground.instrument}》{ground.article}{'' if ground.confirmed else f'〔{NOT_CONFIRMED}〕'}"
        for ground in finding.grounds
    ]


def _proof(items: Sequence[LeadListing], judged: Assessment | None) -> Row:
    numbers = [str(number) for item in items for number in item.evidence_numbers]
    digests = dict.fromkeys(item.evidence_digest for item in items if item.evidence_digest)
    return "、".join(dict.fromkeys(numbers)), "\n".join(digests), judged.model_version if judged else ""


def save_lead_table(path: Path, rows: Iterable[Row]) -> int:
    """Write the table as the file's ending says (.xlsx, .csv); return its rows. The file appears whole or not at all.

    Raises DocumentError for another ending and for a folder that cannot be written.
    """
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise DocumentError(f"{path.name}: a table ends in .xlsx or .csv; name the file so and export again")
    if not path.parent.is_dir():
        raise DocumentError(f"{path.parent}: no such folder; make it, or name another, and export again")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        count = writer(draft, rows)
        draft.replace(path)
    except OSError as fault:
        raise DocumentError(f"{path}: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write_xlsx(path: Path, rows: Iterable[Row]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("线索台账")
    sheet.freeze_panes = "D2"
    for place, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    heads = [_cell(sheet, name) for name, _ in COLUMNS]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    book.save(path)
    return count


def _cell(sheet: WriteOnlyWorksheet, value: str | int) -> Cell:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, clean_cell(value))
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with «=»
    return cell


def _write_csv(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow([name for name, _ in COLUMNS])
        for row in rows:
            table.writerow([value if isinstance(value, int) else clean_csv_cell(value) for value in row])
            count += 1
    return count
