"""Papers that go out: their kinds, the organ that signs them, and one issued paper as it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PaperKind(StrEnum):
    """What a paper is; the names follow the forms of the market supervision authority where it has one."""

    TRANSFER_LETTER = "transfer_letter"
    ASSIGNMENT = "assignment"
    ASSISTANCE_LETTER = "assistance_letter"
    PLATFORM_LETTER = "platform_letter"
    URGING = "urging"
    SUPERVISION = "supervision"
    DESIGNATION = "designation"
    LEAD_FORM = "lead_form"
    SOURCE_FORM = "source_form"
    FEEDBACK_FORM = "feedback_form"
    RETURN_FORM = "return_form"
    RECEIPT_FORM = "receipt_form"
    EXTRACTION_RECORD = "extraction_record"
    CRIMINAL_TRANSFER = "criminal_transfer"
    ABNORMAL_PROPOSAL = "abnormal_proposal"
    EVIDENCE_LIST = "evidence_list"
    LEDGER = "ledger"
    DAILY_BRIEF = "daily_brief"
    WEEKLY_BRIEF = "weekly_brief"
    MONTHLY_BRIEF = "monthly_brief"
    SPECIAL_BRIEF = "special_brief"
    ANNUAL_REPORT = "annual_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """An organ that issues papers: what stands on its head, under its letters and before its numbers."""

    city: str
    """City id."""
    bureau: str
    """Bureau id of the register."""
    name: str
    """Full name, as it is signed."""
    code: str
    """机关代字, the first part of every number: 本市监."""
    words: Mapping[str, str] = field(default_factory=dict)
    """PaperKind → the second part of its numbers: transfer_letter → 线移."""
    office: str = ""
    """Department that handles the matter and is printed as contact."""
    address: str = ""
    postcode: str = ""
    contact: str = ""
    phone: str = ""
    is_authority: bool
    """False: a public institution, which may not demand data of a platform."""
    confirmed: bool
    """False: from memory or made up as a first setting; the screens print 待核."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One issued paper; append-only. A correction is another paper that names this one."""

    uid: str
    """Public id, not guessable: 22 characters."""
    kind: PaperKind
    number: str
    """As printed: 本市监线移〔2026〕3号; empty for a form that carries none."""
    title: str
    city: str
    subject: str
    """What it is about: a lead's number, a dispatch's batch, or a period such as 2026-11-24 or 2026-W48."""
    sha256: str
    """Of the bytes, 64 hex characters."""
    size: int
    """Bytes."""
    file: str
    """Path below the folder of papers."""
    issued_at: datetime
    issued_by: str
    facts: Mapping[str, object] = field(default_factory=dict)
    """All that the paper prints, so that it can be read without opening it."""
    supersedes: str | None = None
    """uid of the paper that this one corrects."""
    reason: str = ""
    """Why it was corrected."""
    is_practice: bool = False
