"""One intake desk for all tests, as its judge is heavy, over the fresh store of each."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.intake.running import IntakeDesk, Order, Taken
from console.session import Session
from leads_db.records.intake import IntakeKind
from leads_db.register import load_register
from leads_db.settings import Settings

ORDER = Order(kind=IntakeKind.FORWARDED, sender="省局", received_on=date(2026, 11, 25))
HEAD = "编号,地理标志,店铺,平台,内容,链接,反馈期限,是否实名\n"
ROW = "S1,桓仁大米,好米店,淘宝,举报大米来自黑龙江,https://item.taobao.com/item.htm?id=123456,2026-12-10,是\n"
TakeFile = Callable[..., Taken]


@pytest.fixture(scope="session")
def taker() -> IntakeDesk:
    return IntakeDesk(load_register())


@pytest.fixture
def session(settings: Settings, engine: Engine) -> Session:
    return Session(settings=settings, engine=engine, user="cli:li")


@pytest.fixture
def take(session: Session, taker: IntakeDesk, tmp_path: Path) -> TakeFile:
    """Write a list and take it in."""

    def bring(content: str | bytes, name: str = "list.csv", order: Order = ORDER) -> Taken:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return taker.take_file(session, path, order)

    return bring
