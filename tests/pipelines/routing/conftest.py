"""One router over the packaged register, and a subject with sane defaults."""

from collections.abc import Callable

import pytest

from leads_db.register import load_register
from pipelines.routing.router import Router
from pipelines.routing.subject import Subject

MakeSubject = Callable[..., Subject]


@pytest.fixture(scope="session")
def router() -> Router:
    return Router(load_register())


@pytest.fixture(scope="session")
def subject() -> MakeSubject:
    def make(**facts: object) -> Subject:
        base = {"platform": "taobao", "indication": "huai-yam", "city": "jiaozuo"}
        return Subject(**{**base, **facts})  # type: ignore[arg-type]

    return make
