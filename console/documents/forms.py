"""The papers that are made from leads: what each is called, how it is laid, which template it fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from console.documents.paper_layout import Layout
from leads_db.errors import DocumentError, TemplateBroken
from leads_db.records.paper import PaperKind


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of paper."""

    title: str
    layout: Layout
    is_numbered: bool = False
    """True: it takes a number of the organ's counter."""


K, L = PaperKind, Layout
FORMS: Mapping[PaperKind, Form] = {
    K.TRANSFER_LETTER: Form("案件线索移送函", L.LETTER, True),
    K.ASSIGNMENT: Form("线索交办通知书", L.OFFICIAL, True),
    K.ASSISTANCE_LETTER: Form("协助调查函", L.LETTER, True),
    K.PLATFORM_LETTER: Form("平台协查函", L.LETTER, True),
    K.URGING: Form("催办单", L.FORM, True),
    K.SUPERVISION: Form("督办单", L.FORM, True),
    K.DESIGNATION: Form("指定管辖通知书", L.OFFICIAL, True),
    K.LEAD_FORM: Form("线索登记表", L.FORM),
    K.SOURCE_FORM: Form("案件来源登记表", L.FORM),
    K.FEEDBACK_FORM: Form("线索办理反馈表", L.FORM),
    K.RETURN_FORM: Form("退回单", L.FORM),
    K.RECEIPT_FORM: Form("签收回执", L.FORM),
    K.EXTRACTION_RECORD: Form("电子数据证据提取笔录", L.FORM),
    K.CRIMINAL_TRANSFER: Form("涉嫌犯罪案件移送书", L.OFFICIAL, True),
    K.ABNORMAL_PROPOSAL: Form("异常名录建议表", L.FORM),
    K.EVIDENCE_LIST: Form("证据清单", L.FORM),
}
"""Kinds that fill a template; the ledger and the reports are made without one."""
TITLES: Mapping[PaperKind, str] = {
    **{kind: form.title for kind, form in FORMS.items()},
    K.LEDGER: "线索台账",
    K.DAILY_BRIEF: "监测日报",
    K.WEEKLY_BRIEF: "监测周报",
    K.MONTHLY_BRIEF: "监测月报",
    K.SPECIAL_BRIEF: "舆情专报",
    K.ANNUAL_REPORT: "年度报告",
}
"""The word for every kind, as the desk and the glossary print it."""


def form_of(kind: PaperKind) -> Form:
    """How a kind is made. Raises DocumentError for one that fills no template."""
    if kind not in FORMS:
        raise DocumentError(f"{kind}: this kind of paper is made without a template")
    return FORMS[kind]


def load_template(kind: PaperKind, own_folder: Path | None = None) -> tuple[bytes, str]:
    """The template's bytes and name: the installation's own where it has one, else the packaged one.

    Raises DocumentError for a kind without a template, TemplateBroken for an own file that cannot be read.
    """
    form_of(kind)
    name = f"{kind.value}.docx"
    own = own_folder / name if own_folder else None
    if own is None or not own.is_file():
        return (files("console.documents") / "templates" / name).read_bytes(), name
    try:
        return own.read_bytes(), f"templates/{name}"
    except OSError as fault:
        raise TemplateBroken(f"templates/{name}: {fault.strerror}") from fault
