"""Every word of the handling of leads has its Chinese, and the glossary says the same."""

import re
from enum import StrEnum

import pytest

from console import lead_words
from leads_db.move_facts import READERS
from leads_db.records.handling import DispatchKind, LeadFlag, LeadState, Move, ReceiptKind
from leads_db.records.seller_list import ObjectionState, SellerList
from leads_db.store.readiness import Gap
from tests.structure.project_files import ROOT

TEXT = (ROOT / "leads_db" / "GLOSSARY.md").read_text("utf-8")
TABLES: dict[type[StrEnum], dict[StrEnum, str]] = {
    LeadState: lead_words.LEAD_STATES,
    Move: lead_words.MOVES,
    LeadFlag: lead_words.LEAD_FLAGS,
    DispatchKind: lead_words.DISPATCH_KINDS,
    ReceiptKind: lead_words.RECEIPT_KINDS,
    SellerList: lead_words.SELLER_LISTS,
    ObjectionState: lead_words.OBJECTION_STATES,
    Gap: lead_words.GAPS,
}  # type: ignore[assignment]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_value_stands_in_the_glossary_with_the_word_that_is_printed(kind: type[StrEnum]) -> None:
    section = re.search(rf"^## `{kind.__name__}`.*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert section, f"no section for {kind.__name__}"
    rows = dict(re.findall(r"^\| (\S[^|]*?) \| `([^`]+)` \|", section[0], re.MULTILINE))
    assert {value: word for word, value in rows.items()} == {item.value: TABLES[kind][item] for item in kind}


def test_every_fact_of_a_move_has_a_label() -> None:
    assert set(lead_words.FACTS) == {*READERS, "acts"}
    assert len(set(lead_words.FACTS.values())) == len(lead_words.FACTS)
