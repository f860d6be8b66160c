"""A brief as plain values, as an issued paper keeps it, and its answers back out of them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from console.documents.briefs.brief import Answer, Brief, Params, Value
from console.documents.briefs.wording import print_slot, say
from leads_db.errors import DocumentError
from leads_db.store.record_json import to_json


def brief_to_facts(brief: Brief) -> dict[str, object]:
    """What the paper says, sentence by sentence with the answers on which it rests, and every answer."""
    parts = [
        {
            "title": part.title,
            "sentences": [{"text": say(one, brief.answers), "answers": one.answers} for one in part.sentences],
            "tables": [
                {
                    "title": one.title,
                    "heads": one.heads,
                    "rows": [[print_slot(cell, brief.answers) for cell in row] for row in one.rows],
                    "answers": one.answers,
                }
                for one in part.tables
            ],
        }
        for part in brief.parts
    ]
    plain: dict[str, object] = json.loads(to_json({"title": brief.title, "parts": parts, "answers": brief.answers}))
    return plain


def answers_of(facts: Mapping[str, object]) -> tuple[Answer, ...]:
    """The answers that `brief_to_facts` wrote. Raises DocumentError for the facts of another paper."""
    answers = facts.get("answers")
    if not isinstance(answers, dict) or not answers:
        raise DocumentError("this paper is no brief and carries no queries")
    try:
        return tuple(_answer(row) for row in answers.values())
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DocumentError(f"the queries of this paper cannot be read: {fault}") from fault


def _answer(row: Mapping[str, Any]) -> Answer:
    params = row["params"]
    return Answer(
        query=row["query"],
        params=Params(
            cities=_texts(params["cities"]),
            since=datetime.fromisoformat(params["since"]),
            until=datetime.fromisoformat(params["until"]),
            is_practice=bool(params["is_practice"]),
            things=_texts(params["things"]),
        ),
        values={name: _value(value) for name, value in row["values"].items()},
        items=_texts(row["items"]),
    )


def _texts(found: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(one) for one in found)


def _value(value: Any) -> Value:
    return (int(value[0]), int(value[1])) if isinstance(value, list) else value
