"""An error's docstring is its message and says what to do; facts stand beside it for logs and the desk."""

import pytest

import leads_db.errors
from leads_db.errors import GILeadsError, NotFound, StoreBusy

KINDS = [item for item in vars(leads_db.errors).values() if isinstance(item, type) and issubclass(item, GILeadsError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_docstring_is_the_message(kind: type[GILeadsError]) -> None:
    assert str(kind()) == kind.__doc__
    assert str(kind()).endswith(".")


def test_a_message_replaces_the_docstring_and_facts_follow() -> None:
    fault = NotFound("lead 7", source="测试", run=3)
    assert str(fault) == "lead 7 (source=测试; run=3)"
    assert fault.facts == {"source": "测试", "run": 3}


def test_facts_stand_behind_the_docstring_too() -> None:
    assert str(StoreBusy(table="leads")) == f"{StoreBusy.__doc__} (table=leads)"
