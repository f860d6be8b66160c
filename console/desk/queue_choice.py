"""Which leads the triage shows: the filter as the address carries it. An unknown value is refused, never guessed."""

from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from leads_db.records import Act, Verdict
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.store.queue_views import QueueFilter

Word = Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9:_-]*$")]
KINDS = (LeadState.NEW, LeadState.HELD)


@dataclass(frozen=True, slots=True)
class QueueChoice:
    """Everything is text, so that an empty choice of a form is none."""

    state: Annotated[str, Query(pattern="^(new|held)?$")] = ""
    indication: Word = ""
    platform: Word = ""
    verdict: Word = ""
    act: Word = ""
    flag: Word = ""
    at_least: Annotated[str, Query(pattern=r"^[0-9]{0,2}$")] = ""
    """Per cent."""
    origin: Annotated[str, Query(pattern="^(intake)?$")] = ""
    text: Annotated[str, Query(max_length=60)] = ""

    def wanted(self) -> QueueFilter:
        """The leads to list; a word that is no value is passed over."""
        return QueueFilter(
            states=(LeadState(self.state or LeadState.NEW),),
            indication=self.indication or None,
            platform=self.platform or None,
            verdict=Verdict(self.verdict) if self.verdict in set(Verdict) else None,
            act=Act(self.act) if self.act in set(Act) else None,
            flag=LeadFlag(self.flag) if self.flag in set(LeadFlag) else None,
            at_least=int(self.at_least) / 100 if self.at_least else None,
            is_handed_in=self.origin == "intake",
            text=self.text.strip(),
        )

    @property
    def query(self) -> str:
        """The filter for a link; empty when all leads are shown."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def is_narrow(self) -> bool:
        """True when something is left out."""
        return bool(self.query)


QueueChoiceOf = Annotated[QueueChoice, Depends()]
