"""Accounts in Chinese: roles, and why an account or a password is refused."""

from console.desk.language import translated as _
from leads_db.errors import AccountRefused, PasswordRefused
from leads_db.records.account import Role

ROLES = {
    Role.REVIEWER: "研判员",
    Role.APPROVER: "审签人",
    Role.COUNTY: "县区局经办人",
    Role.COUNTY_HEAD: "县区局负责人",
    Role.SEAT: "平台所在地局",
    Role.OPS: "运维",
    Role.AUDITOR: "监督",
    Role.ADMIN: "管理员",
    Role.SYSTEM: "系统",
}
ROLE_TOLD = {
    Role.REVIEWER: "保护中心：研判本市线索",
    Role.APPROVER: "保护中心或市局：审签、派发、督办；不能审签自己研判的线索",
    Role.COUNTY: "县区局：只见派发到本局的线索，签收、核查、反馈",
    Role.COUNTY_HEAD: "县区局负责人：延期、不予立案、移送公安",
    Role.SEAT: "平台所在地局：只见发给本局的协查",
    Role.OPS: "运行、来源、系统；不看线索正文和文书",
    Role.AUDITOR: "只读：操作日志与统计",
    Role.ADMIN: "帐号与设置；不看线索",
}
ACCOUNT_FAULTS = {
    "name": "登录名须为 2–40 个小写字母、数字或 . _ -，并以字母开头。",
    "roles": "至少要选一个角色。",
    "bureau": "县区局和平台所在地局的角色必须有所属局，其他角色不能有。",
    "cities": "研判员和审签人必须有城市。",
    "taken": "这个登录名已有人使用。",
}
PASSWORD_FAULTS = {
    "short": "密码至少 10 个字符。",
    "long": "密码最多 128 个字符。",
    "common": "这个密码太常见，容易被猜到。请换一个，最好由几个不相关的词组成。",
    "told": "密码几乎只由名字、地名或常见词组成，容易被猜到。请再加几个不相关的字。",
    "old": "原密码不对。",
    "same": "新密码与原密码相同。",
    "again": "两次输入的密码不一样。",
}


def told(fault: AccountRefused | PasswordRefused) -> str:
    """Why it was refused, in the reader's language."""
    reason = str(fault.facts.get("reason", ""))
    return _(ACCOUNT_FAULTS.get(reason) or PASSWORD_FAULTS[reason])
