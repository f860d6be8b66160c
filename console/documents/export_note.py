"""What every export says of itself: who took it out, when, why, and which filter; it stands in the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from console.words import moment

SHEET = "导出说明"
CAUTION = "内部工作资料，含监测线索，不是认定结论；不得外传，用后按规定销毁。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportNote:
    """One export."""

    by: str
    """Name and log-in name."""
    at: datetime
    reason: str
    wanted: str = ""
    """The filter, as the address had it."""
    at_most: int

    def rows(self, count: int) -> Iterable[tuple[str, str]]:
        """The lines of the sheet; `count`: rows that were written."""
        full = "（已到上限，未导完，请缩小范围）" if count >= self.at_most else ""
        yield "导出人", self.by
        yield "导出时间", moment(self.at)
        yield "导出事由", self.reason
        yield "筛选条件", self.wanted or "无"
        yield "行数", f"{count}{full}"
        yield "说明", CAUTION

    @property
    def watermark(self) -> str:
        """One line for the foot of every printed page and the end of a CSV."""
        return f"导出：{self.by} {moment(self.at)} 事由：{self.reason}"
