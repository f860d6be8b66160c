"""Which leads a list shows: the filter as the address carries it. An unknown value is refused, never guessed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query

from leads_db.records import Verdict
from leads_db.store.leads import LeadFilter

Word = Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9:_-]*$")]


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
    """The filter of the list, as the address carries it."""

    verdict: VerdictChoice = VerdictChoice.ALL
    indication: Word = ""
    bureau: Word = ""
    stock: StockChoice = StockChoice.ALL

    def wanted(self, cities: tuple[str, ...]) -> LeadFilter:
        """The leads to read."""
        return LeadFilter(
            cities=cities,
            verdict=Verdict(self.verdict) if self.verdict else None,
            indication=self.indication or None,
            bureau=self.bureau or None,
            is_practice=None if self.stock is StockChoice.ALL else self.stock is StockChoice.PRACTICE,
        )


ChoiceOf = Annotated[Choice, Depends()]
