"""A row of whatever file → an intake, or the reason why it is none, in Chinese. Who informed stays out."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawlers.importing.columns import ColumnMap
from crawlers.importing.identity import PLATFORM_FORM, PlatformNames, item_address
from crawlers.importing.intake_columns import IntakeColumns
from crawlers.importing.moments import SHANGHAI, read_moment
from crawlers.importing.row import Row
from crawlers.pages.markup import plain_text
from crawlers.pages.texts import clean, one_line
from leads_db.errors import RowBroken
from leads_db.records import PRACTICE
from leads_db.records.intake import Intake, IntakeKind
from leads_db.register.credit_code import is_credit_code

TEXT_CAP = 20_000
LINE_CAP = 400
YES = frozenset({"是", "实名", "y", "yes", "true", "1", "√", "✓"})
DAY_WORDS = {"received_on": "收到日期", "due_on": "反馈期限"}
UNUSED_KEPT = 40
_ADDRESS = re.compile(r"https?://[^\s，。；、）)】」”\"'<>]{4,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What holds for a whole file or form: who hands over, how, when."""

    kind: IntakeKind
    sender: str
    received_on: date
    due_on: date | None = None
    file_digest: str = ""


class IntakeReader:
    """Built once a file; keeps nothing but the names of columns that it did not use."""

    def __init__(self, platforms: PlatformNames, handing: Handing, columns: ColumnMap | None = None) -> None:
        self.columns = columns or IntakeColumns()
        self.unused: dict[str, None] = {}
        self._platforms, self._handing = platforms, handing

    def read(self, row: Row) -> Intake | RowBroken:
        """The intake of one row, its uid and indication still empty; a RowBroken names place and field."""
        told: dict[str, Any] = {}
        for column, value in row.cells.items():
            field = self.columns.field(column) if isinstance(column, str) else None
            if field is None:
                if value not in (None, "") and len(self.unused) < UNUSED_KEPT:
                    self.unused.setdefault(str(column)[:60])
            elif value not in (None, "") and field not in told:
                told[field] = value
        try:
            return self._intake(told, row.where)
        except ValueError as fault:
            return RowBroken(f"{row.where}: {fault}")

    def _intake(self, told: dict[str, Any], where: str) -> Intake:
        title, text = one_line(plain_text(_shown(told, "title"))), plain_text(_shown(told, "text"))
        url, left = self._link(_shown(told, "url"), text)
        seller = {name: _line(told, name) for name in ("shop_name", "shop_id", "operator_name", "operator_address")}
        if not (title or text or url):
            raise ValueError("没有标题、内容和链接，无从核查")
        if not (url or any(seller.values())):
            raise ValueError("没有链接、店铺和经营者，找不到对象")
        if left:
            text = f"{text}\n（来件所附网址不在平台名录，未作链接：{left[:300]}）".strip()
        code = _line(told, "operator_code").upper()
        received = _day(told, "received_on") or self._handing.received_on
        due = _day(told, "due_on") or self._handing.due_on
        if due is not None and due < received:
            raise ValueError(f"反馈期限 {due} 早于收到日期 {received}")
        return Intake(
            uid="",
            kind=self._handing.kind,
            sender=_line(told, "sender")[:100] or self._handing.sender,
            their_number=_line(told, "their_number")[:100],
            received_on=received,
            due_on=due,
            named_informer=_shown(told, "named_informer").strip().casefold() in YES,
            indication=_line(told, "indication"),
            title=title[:LINE_CAP],
            text=text[:TEXT_CAP],
            url=url,
            platform=self._platform(_line(told, "platform"), url),
            operator_code=code if is_credit_code(code) else "",
            file_digest=self._handing.file_digest,
            where=where,
            **seller,
        )

    def _link(self, cell: str, text: str) -> tuple[str, str]:
        """The address, where its host is a platform's; and what was given as an address but is none of ours."""
        given = item_address(cell) if cell else None
        for address in (given, *(match[0] for match in _ADDRESS.finditer(text[:TEXT_CAP]))):
            if address and self._platforms.of_url(address)[0] not in (None, PRACTICE):
                return address[:2_000], ""
        return "", cell

    def _platform(self, stated: str, url: str) -> str:
        of_url = self._platforms.of_url(url)[0] if url else None
        known = (self._platforms.of_text(stated) if stated else None) or of_url
        if PRACTICE in (known, stated.casefold()):
            raise ValueError("平台“演示”专供演示市场使用，请改写平台名称")
        return known or (stated[:40] if PLATFORM_FORM.fullmatch(stated[:40] or " ") else "")


def _shown(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)


def _line(told: dict[str, Any], name: str) -> str:
    return one_line(_shown(told, name))[:LINE_CAP]


def _day(told: dict[str, Any], name: str) -> date | None:
    if name not in told:
        return None
    moment, _ = read_moment(told[name])
    if moment is None:
        raise ValueError(f"{DAY_WORDS[name]}“{str(told[name])[:40]}”不是日期，请写成 2026-11-26")
    return moment.astimezone(SHANGHAI).date()
