"""A letter that was sent is told to its bureau, in the transaction that sends it: in the desk's list, and by channels.

Who has no account here (an authority outside the city, a platform) gets the letter by post and no notice.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from leads_db.records.account import Role
from leads_db.records.handling import Dispatch, DispatchKind
from leads_db.records.notice import NoticeKind
from leads_db.store.lead_access import PLATFORM, TRANSFER
from leads_db.store.notices import save_notice

ASKS = {
    DispatchKind.HOST: "待签收",
    DispatchKind.ASSISTANT: "请协办",
    DispatchKind.COPY: "抄送，请协助辨认",
    DispatchKind.ASSISTANCE: "请协查并回复",
}


def tell_bureaus(connection: Connection, sent: Sequence[Dispatch], *, at: datetime) -> None:
    """One notice for each letter and bureau, however many leads it names; the same letter is told once."""
    letters: dict[tuple[str, str, DispatchKind], list[Dispatch]] = {}
    for item in sent:
        letters.setdefault((item.batch, item.bureau, item.kind), []).append(item)
    for (batch, bureau, kind), items in letters.items():
        role = _role_of(bureau, kind)
        if role is not None:
            first = items[0]
            save_notice(
                connection,
                once=f"letter:{batch}:{bureau}:{kind}",
                kind=NoticeKind.LETTER,
                text=f"来文 {first.number}：{len(items)} 条线索，{ASKS[kind]}。",
                role=role,
                at=at,
                lead=first.lead,
                bureau=bureau,
                is_practice=first.is_practice,
            )


def _role_of(bureau: str, kind: DispatchKind) -> Role | None:
    """Whose notice it is; None for who has no account here."""
    if kind is DispatchKind.TRANSFER or bureau.startswith(PLATFORM):
        return None
    return Role.SEAT if bureau.startswith(TRANSFER) else Role.COUNTY
