"""全部打印: all papers of one dispatch in one zip, under Chinese names that the server makes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from console.documents.forms import FORMS
from console.documents.letter_making import render_letter
from console.documents.letters import LetterFacts
from console.documents.steady_zip import pack
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings

K = PaperKind
WITH_LETTER = (K.LEAD_FORM, K.EVIDENCE_LIST)
"""What is made of each lead and goes with the letter."""
FOR_COUNTY = (K.RECEIPT_FORM, K.SOURCE_FORM, K.FEEDBACK_FORM, K.EXTRACTION_RECORD)
"""What the bureau fills in and sends back or keeps: the receipt once, the others for each lead."""
SAFE = re.compile(r"[^\w〔〕（）-]+")
NAME_LIMIT = 60


def make_pack(letter: LetterFacts, settings: Settings) -> bytes:
    """The letter, its enclosures and the forms for the bureau as a zip. Raises TemplateBroken."""
    members: dict[str, bytes] = {}
    for paper in papers_of(letter):
        name = f"{len(members) + 1:02d}-{paper_name(paper)}"
        members[name] = render_letter(paper, settings)
    return pack(members)


def papers_of(letter: LetterFacts) -> Sequence[LetterFacts]:
    """The letter itself, then what goes with it."""
    handling = replace(
        letter.handling,
        letter_number=letter.number,
        host=letter.handling.host or letter.addressee,
        due_on=letter.reply_by_on,
    )
    whole = replace(letter, handling=handling)
    parts = [replace(whole, leads=(lead,), kind=kind, number="") for lead in letter.leads for kind in WITH_LETTER]
    receipt = replace(whole, kind=FOR_COUNTY[0], number="")
    forms = [replace(whole, leads=(lead,), kind=kind, number="") for kind in FOR_COUNTY[1:] for lead in letter.leads]
    return (letter, *parts, receipt, *forms)


def paper_name(letter: LetterFacts) -> str:
    """案件线索移送函-本市监线移〔2026〕3号.docx; nothing that a seller wrote stands in it."""
    about = letter.number or letter.leads[0].number
    return f"{FORMS[letter.kind].title}-{safe_name(about)}.docx"


def safe_name(text: str) -> str:
    """Letters, digits and brackets only, of limited length: a name that no file system reads as a path."""
    return SAFE.sub("_", text)[:NAME_LIMIT].strip("_") or "未编号"
