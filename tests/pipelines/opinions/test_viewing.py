"""Posts are read as they are saved, and older ones later; a killed process goes on where it was."""

import pytest
from sqlalchemy import Engine, select

from leads_db.opinion_tables import opinion_views
from leads_db.records import Harvest, Mention, Outcome, Trigger
from leads_db.records.opinion import OpinionView, Sentiment, Topic
from leads_db.register import load_register
from leads_db.store.engine import reading, writing
from leads_db.store.mentions import save_mentions
from leads_db.store.runs import save_new_run
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.opinions import viewing
from pipelines.opinions.viewing import LateAnalyst, view_posts, view_stored
from tests.factories import NOON


class Counting:
    """Finds every post to be knowledge; may be told to fail at one."""

    def __init__(self, version: str = "1", fails_at: str = "") -> None:
        self.model_version = version
        self.read: list[str] = []
        self._fails_at = fails_at

    def analyse(self, mention: Mention) -> OpinionView:
        if mention.post_id == self._fails_at:
            raise KeyboardInterrupt
        self.read.append(mention.post_id)
        return OpinionView(
            mention_key=mention.key,
            indication="huanren-rice",
            topic=Topic.KNOWLEDGE,
            sentiment=Sentiment.NEUTRAL,
            alert=False,
            confidence=1.0,
            model_version=self.model_version,
        )


def mention(number: int, text: str = "桓仁大米") -> Mention:
    return Mention(platform="weibo", post_id=str(number), title=None, text=text, seen_at=NOON)


def save(engine: Engine, *numbers: int) -> None:
    with writing(engine) as connection:
        run_id = save_new_run(connection, source="feed", trigger=Trigger.SCHEDULED, requested_by="t", now=NOON)
        save_mentions(connection, [mention(number) for number in numbers], run_id=run_id, now=NOON)


def versions(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(opinion_views.c.model_version).where(opinion_views.c.is_current)))


def test_stored_posts_are_read_once_a_version(engine: Engine) -> None:
    save(engine, 1, 2, 3)
    first, again, newer = Counting(), Counting(), Counting("2")
    assert view_stored(engine, first, now=NOON) == 3
    assert view_stored(engine, again, now=NOON) == 0
    save(engine, 4)
    assert view_stored(engine, again, now=NOON) == 1
    assert view_stored(engine, newer, now=NOON) == 4
    assert (first.read, again.read) == (["1", "2", "3"], ["4"])
    assert versions(engine) == ["2"] * 4


def test_a_process_that_dies_goes_on_where_it_committed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewing, "TOGETHER", 2)
    save(engine, 1, 2, 3, 4, 5)
    with pytest.raises(KeyboardInterrupt):
        view_stored(engine, Counting(fails_at="4"), now=NOON)
    assert versions(engine) == ["1", "1"]
    rest = Counting()
    assert view_stored(engine, rest, now=NOON) == 3
    assert rest.read == ["3", "4", "5"]


def test_without_posts_nothing_is_loaded(engine: Engine) -> None:
    analyst = LateAnalyst(load_register())
    assert view_stored(engine, analyst, now=NOON) == 0
    assert "_analysis" not in vars(analyst)


def test_of_two_sightings_of_a_post_the_later_is_read() -> None:
    seen = Counting()
    assert len(view_posts(seen, [mention(1, "旧"), mention(1, "新")])) == 1


def test_a_harvest_is_saved_with_its_views(engine: Engine) -> None:
    save(engine, 9)
    register = load_register()
    flow = Flow(register=register, judge=Judge(register), engine=engine, cities=("benxi",), analyst=Counting())
    flow.save(Harvest(run_id=1, unit=None, outcome=Outcome.OK, mentions=(mention(1), mention(2))))
    assert versions(engine) == ["1", "1"]


def test_the_analysis_of_the_register_reads_a_complaint() -> None:
    view = LateAnalyst(load_register()).analyse(mention(1, "买的桓仁大米是假货，袋子上写的产地是五常，差评"))
    assert (view.indication, view.sentiment) == ("huanren-rice", Sentiment.NEGATIVE)
    assert view.topic is Topic.COUNTERFEIT_COMPLAINT
