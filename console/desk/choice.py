"""Which leads the ledger shows: the filter as the address carries it. An unknown value is refused, never guessed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from console.desk.pinyin_search import find_by_sound
from console.naming import Names
from console.words import SHANGHAI
from leads_db.records import Verdict
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.store.queue_views import QueueFilter

Word = Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9:_-]*$")]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class VerdictChoice(StrEnum):
    """What the filter offers; `all` is no filter."""

    ALL = ""
    INFRINGING = Verdict.INFRINGING
    IRREGULAR_USE = Verdict.IRREGULAR_USE
    UNLICENSED_LOCAL = Verdict.UNLICENSED_LOCAL
    INSUFFICIENT = Verdict.INSUFFICIENT


class StockChoice(StrEnum):
    """Real goods, those of the practice market, or both."""

    ALL = ""
    REAL = "real"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter of the ledger, as the address carries it."""

    text: Annotated[str, Query(max_length=60)] = ""
    state: Annotated[str, Query(pattern=f"^({'|'.join(LeadState)})?$")] = ""
    verdict: VerdictChoice = VerdictChoice.ALL
    indication: Word = ""
    platform: Word = ""
    bureau: Word = ""
    """Proposed by the machine."""
    host: Word = ""
    """To which it was routed."""
    flag: Annotated[str, Query(pattern=f"^({'|'.join(LeadFlag)})?$")] = ""
    stock: StockChoice = StockChoice.ALL
    since: Day = ""
    until: Day = ""

    @property
    def texts(self) -> dict[str, str]:
        """Name → text, as a form holds it."""
        return {name: str(value) for name, value in asdict(self).items()}

    @property
    def query(self) -> str:
        """The filter for a link; empty when all leads are shown."""
        return urlencode({name: value for name, value in self.texts.items() if value})

    def wanted(self, names: Names) -> QueueFilter:
        """The leads to read; letters that are the sounds of an indication's name mean that indication."""
        sounding = find_by_sound(names, self.text)
        until = _day(self.until)
        return QueueFilter(
            states=(LeadState(self.state),) if self.state else None,
            verdict=Verdict(self.verdict) if self.verdict else None,
            indication=self.indication or None,
            indications=sounding or None,
            platform=self.platform or None,
            bureau=self.bureau or None,
            host=self.host or None,
            flag=LeadFlag(self.flag) if self.flag else None,
            is_practice=None if self.stock is StockChoice.ALL else self.stock is StockChoice.PRACTICE,
            seen_from=_day(self.since),
            seen_until=until + timedelta(days=1) if until else None,
            with_decided=True,
            text="" if sounding else self.text.strip(),
        )


def _day(text: str) -> datetime | None:
    """Midnight in Shanghai; a day that does not exist is none."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), SHANGHAI) if text else None
    except ValueError:
        return None


ChoiceOf = Annotated[Choice, Depends()]
