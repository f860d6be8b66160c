"""Which brief a page is asked for: kind, city, time, stock; from the address, or from the fields of a form."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, Field

from leads_db.records.paper import PaperKind


class Choice(BaseModel):
    """What was asked for; what it names is checked by what makes the brief."""

    kind: PaperKind = PaperKind.DAILY_BRIEF
    city: str = Field("", max_length=40)
    subject: str = Field("", max_length=20)
    """2026-11-26, 2026-W48, 2026-11, 2026, event-12."""
    stock: str = Field("", pattern="^(practice)?$")

    @property
    def is_practice(self) -> bool:
        """True: of the practice market alone."""
        return self.stock == "practice"

    @property
    def query(self) -> str:
        """The choice as the end of an address."""
        return urlencode({name: value for name, value in self.model_dump(mode="json").items() if value})


def draft_path(choice: Choice) -> str:
    """Where this brief is looked at."""
    return f"/papers/draft?{choice.query}"


ChoiceOf = Annotated[Choice, Query()]
"""Parameter of a page that makes a brief."""
