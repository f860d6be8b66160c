"""Deadlines, limits and notices on the terminal."""

from datetime import datetime, timedelta

from console.clock_words import CLOCK_STATES, LIMIT_KINDS, LIMIT_UNITS, NOTICE_KINDS, UNCONFIRMED, left_words
from console.screen import print_lines, print_table
from console.session import Session
from console.words import PRACTICE_MARK, moment
from leads_db.clocks import shanghai_day
from leads_db.errors import NotFound
from leads_db.records.account import Actor, Role
from leads_db.records.clock import ClockRule
from leads_db.store.clocks import TimeRules, find_stray_clocks, read_clocks, read_time_rules
from leads_db.store.due_clocks import read_open_clocks
from leads_db.store.engine import reading, writing
from leads_db.store.leads import read_lead
from leads_db.store.notices import read_dead_sendings, read_notices
from leads_db.store.units import utc_now
from leads_db.store.workday_changes import read_day_changes, save_day_change
from scheduler.deadlines import refresh_all
from scheduler.notifying import load_channels, send

TEST_TEXT = "这是一条测试通知，收到即说明渠道可用。"
MOST = 500


def print_deadlines(session: Session, days: int) -> None:
    """What is late and what is due within `days`, the most urgent first."""
    now = utc_now()
    by = refresh_all(session.engine, session.settings.register_folder, now)
    with reading(session.engine) as connection:
        found = read_open_clocks(connection, due_before=now + timedelta(days=days), limit=MOST)
    rows = []
    for clock in found:
        rule = by.rule(clock.rule, clock.started_at)
        left = by.calendar.count_workdays(shanghai_day(now), shanghai_day(clock.due_at))
        mark = PRACTICE_MARK if clock.is_practice else ""
        kind = LIMIT_KINDS[rule.kind] if rule else ""
        name = _name(rule) if rule else clock.rule
        left_text = left_words(left, is_late=now > clock.due_at)
        rows.append((clock.lead, mark, name, kind, moment(clock.due_at), left_text, clock.host or clock.city))
    if rows:
        print_table(f"期限 {len(rows)}", ("线索编号", "演示", "事项", "性质", "到期", "剩余", "承办"), rows)
    else:
        print_lines(f"没有已超期或 {days} 天内到期的事项。")
    _print_warnings(by, now, days)


def _print_warnings(by: TimeRules, now: datetime, days: int) -> None:
    for year in range(now.year, (now + timedelta(days=days)).year + 1):
        if text := by.calendar.warning(year):
            print_lines(text)


def print_clocks(session: Session, number: str) -> None:
    """Every clock of one lead, with its pauses. Raises NotFound."""
    now = utc_now()
    with reading(session.engine) as connection:
        read_lead(connection, number)
        by = read_time_rules(connection, session.settings.register_folder)
        clocks = read_clocks(connection, number, by, now)
    rows = []
    for clock in clocks:
        rule = by.rule(clock.rule, clock.started_at)
        pauses = "；".join(f"{moment(one.from_at)}—{moment(one.to_at) if one.to_at else '今'}" for one in clock.pauses)
        due = moment(clock.due_at) if clock.due_at else "—"
        name, state = _name(rule) if rule else clock.rule, CLOCK_STATES[clock.state]
        rows.append((name, LIMIT_KINDS[clock.kind], moment(clock.started_at), due, state, pauses, clock.warning))
    print_table(number, ("事项", "性质", "起算", "到期", "状态", "中止", "提示"), rows)


def print_limits(session: Session) -> None:
    """All limits as this installation has them."""
    with reading(session.engine) as connection:
        by = read_time_rules(connection, session.settings.register_folder)
    rows = [
        (
            rule.id,
            _name(rule),
            LIMIT_KINDS[rule.kind],
            f"{rule.amount} {LIMIT_UNITS[rule.unit]}",
            f"+{rule.extension} × {rule.extensions}" if rule.extension else "",
            "" if rule.is_tracked else "仅供参考",
            rule.basis,
        )
        for rule in by.rules
    ]
    print_table("期限规则", ("id", "事项", "性质", "期限", "延期", "备注", "依据"), rows)


def _name(rule: ClockRule) -> str:
    return rule.name if rule.confirmed else f"{rule.name}（{UNCONFIRMED}）"


def verify_clocks(session: Session) -> tuple[str, ...]:
    """Numbers of leads whose kept clocks are not what their events say."""
    now = utc_now()
    by = refresh_all(session.engine, session.settings.register_folder, now)
    with reading(session.engine) as connection:
        return find_stray_clocks(connection, by, now)


def print_days(session: Session) -> None:
    """The corrections of the calendar."""
    with reading(session.engine) as connection:
        changes = read_day_changes(connection)
    rows = [(one.subject, one.kind, one.name, one.source, one.changed_by, moment(one.changed_at)) for one in changes]
    print_table("工作日历的更正", ("日期", "种类", "名称", "依据", "更正人", "时间"), rows)


def change_day(session: Session, subject: str, kind: str, name: str, source: str) -> None:
    """Correct the calendar as an approver. Raises FactsMissing."""
    actor = Actor(name=session.user, roles=frozenset({Role.APPROVER}), cities=session.settings.cities)
    with writing(session.engine) as connection:
        save_day_change(connection, subject, kind, actor, name=name, source=source, at=utc_now())
    refresh_all(session.engine, session.settings.register_folder, utc_now())


def print_notices(session: Session, role: str, bureau: str, limit: int) -> None:
    """The notices of a role, newest first, and what channels gave up. Raises NotFound for an unknown role."""
    if role not in tuple(Role):
        raise NotFound(f"role {role[:40]}; known: {', '.join(Role)}")
    actor = Actor(
        name=session.user, roles=frozenset({Role(role)}), cities=session.settings.cities, bureau=bureau or None
    )
    with reading(session.engine) as connection:
        found, dead = read_notices(connection, actor, limit=limit), read_dead_sendings(connection)
    rows = [(moment(one.made_at), NOTICE_KINDS[one.kind], one.lead, one.text) for one in found]
    print_table(f"通知 {len(rows)}", ("时间", "种类", "线索编号", "内容"), rows)
    if dead:
        print_lines(f"有 {len(dead)} 条通知发送失败已放弃：gi-leads notices redrive")


def try_channels(session: Session) -> bool:
    """Send one message through every channel that is switched on; False when one did not take it."""
    channels = load_channels(session.settings.home)
    results = [(channel.name, channel.scheme, send(channel, TEST_TEXT)) for channel in channels]
    if not results:
        print_lines("没有启用的渠道：在数据目录建 channels.yml（仅所有者可读）。")
    for name, scheme, is_taken in results:
        print_lines(f"{name}（{scheme}）：{'已送达' if is_taken else '未送达'}")
    return all(is_taken for _, _, is_taken in results)
