"""One account's roles, cities and bureau, for administrators; a change ends its sessions and stands in the audit."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from console.desk.account_form import AskedOf
from console.desk.account_words import ROLE_TOLD, ROLES, told
from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.security.access import ActorOf, allow
from leads_db.errors import AccountRefused
from leads_db.records.account import Role
from leads_db.store.accounts import Account, read_account, save_roles
from leads_db.store.engine import reading, writing

router = APIRouter(prefix="/accounts/{name}/roles", dependencies=[allow(Role.ADMIN)])


@router.get("")
def roles(desk: DeskOf, name: str) -> HTMLResponse:
    """What the account may do now, as a form. Raises NotFound."""
    with reading(desk.engine) as connection:
        return _page(desk, read_account(connection, name))


@router.post("")
def change(desk: DeskOf, actor: ActorOf, name: str, asked: AskedOf) -> Response:
    """Give it these. One's own administration stays, so that there is always somebody. Raises NotFound."""
    with reading(desk.engine) as connection:
        account = read_account(connection, name)
    if name == actor.name and Role.ADMIN not in asked.roles:
        return _page(desk, account, fault=_("不能去掉自己的管理员角色，请由另一位管理员办理。"))
    try:
        with writing(desk.engine) as connection:
            save_roles(
                connection, name, asked.roles, cities=asked.cities, bureau=asked.bureau, at=desk.clock(), by=actor.name
            )
    except AccountRefused as fault:
        return _page(desk, account, fault=told(fault))
    return see_other("/accounts", told=_("{name} 的角色已更改，其登录已结束。", name=name))


def _page(desk: Desk, account: Account, *, fault: str = "") -> HTMLResponse:
    bureau = account.bureau or ""
    context = {
        "account": account,
        "seat": bureau.removeprefix("transfer:") if bureau.startswith("transfer:") else "",
        "roles": ROLES,
        "role_told": ROLE_TOLD,
        "bureaus": [one for one in desk.names.bureaus.values() if one.city in desk.settings.cities],
        "fault": fault,
    }
    return desk.render("account_roles.html", context, status=400 if fault else 200)
