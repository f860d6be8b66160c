"""A stream of post records → a stream of views, one line for one line; posts that repeat one text share an event."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.json_lines import answer_file
from console.judging import read_register
from leads_db.errors import PostBroken
from leads_db.mention_rows import mention_from_row
from leads_db.records import Mention
from leads_db.records.opinion import OpinionView, Post, Quote, SpokenOf
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.folding import Folder

NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the time of posts that tell none: they can only fold among themselves."""


def analyse_file(source: Path, target: Path, register: Path | None) -> int:
    """Analyse `source` into `target` («-»: the standard streams); the exit code.

    Raises ImportFileBroken, RegisterError, StoreFull.
    """
    stream = OpinionStream(Analysis(read_register(register)))
    return answer_file(source, target, stream.answer, PostBroken)


class OpinionStream:
    """Answers posts one after the other and remembers the texts of the last week for their events."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._folders: dict[str, Folder] = {}
        self._events: dict[tuple[str, int], str] = {}
        self._count = 0

    def answer(self, row: Mapping[str, object]) -> dict[str, Any]:
        """The answer for one record of the guide's format. Raises PostBroken."""
        mention = mention_from_row(row)
        view = self._analysis.analyse(mention)
        stated = row.get("id")
        return {
            "id": stated if isinstance(stated, str | int) and stated != "" else mention.post_id,
            "indication": view.indication,
            "topic": str(view.topic),
            "sentiment": str(view.sentiment),
            "alert": view.alert,
            "confidence": view.confidence,
            "quotes": [_quote(quote) for quote in view.quotes],
            "shops": [_spoken(one) for one in view.shops],
            "platforms": [_spoken(one) for one in view.platforms],
            "places": [_spoken(one) for one in view.places],
            "event": self._event(mention, view),
            "model_version": view.model_version,
        }

    def _event(self, mention: Mention, view: OpinionView) -> str | None:
        """Name of the event within this stream; None where the post names none of ours."""
        if view.indication is None:
            return None
        self._count += 1
        post = Post(
            mention_id=self._count,
            key=mention.key,
            platform=mention.platform,
            indication=view.indication,
            topic=view.topic,
            sentiment=view.sentiment,
            alert=view.alert,
            at=mention.posted_at or NO_TIME,
            text=f"{mention.title or ''}\n{mention.text}",
            names=tuple(dict.fromkeys(one.text for one in (*view.shops, *view.places))),
        )
        folder = self._folders.setdefault(view.indication, Folder())
        key = view.indication, folder.fold(post).event
        return self._events.setdefault(key, f"E{len(self._events) + 1}")


def _quote(quote: Quote) -> dict[str, Any]:
    return {"field": quote.field, "span": list(quote.span), "text": quote.text, "why": quote.why}


def _spoken(one: SpokenOf) -> dict[str, Any]:
    told = {"text": one.text, "field": one.field, "span": list(one.span), "confidence": one.confidence}
    return {**told, "id": one.id} if one.id else told
