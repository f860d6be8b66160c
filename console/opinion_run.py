"""`gi-leads opinions run`: posts that wait are read, folded and counted now, as the scheduler does by itself."""

from console.opinion_words import LEVELS, TOPICS
from console.screen import print_lines
from console.session import Session
from leads_db.store.alerts import read_alert
from leads_db.store.engine import reading
from leads_db.store.units import utc_now
from scheduler.opinion_watch import OpinionWatch


def run_opinions(session: Session) -> None:
    """One look at all posts that are new; prints what it came to and each alert that was raised or rose."""
    watched = OpinionWatch(session.engine, session.settings).look(utc_now())
    print_lines(f"posts read: {watched.viewed}", f"posts folded: {watched.folded}", f"collections: {len(watched.runs)}")
    with reading(session.engine) as connection:
        for number in watched.alerts:
            alert = read_alert(connection, number)
            names = f"{LEVELS[alert.level]}色预警 {alert.id} 号 {alert.indication} {TOPICS[alert.topic]}"
            print_lines(f"{names}：{alert.why}")
