"""The named queries of briefs: each takes Params and gives values and what was counted, and can be asked again.

The figures of leads and moves are those of the statistics page: the same functions of the store.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from console.documents.briefs import lead_queries, opinion_queries, source_queries, user_queries
from console.documents.briefs.brief import Answer, Params
from console.documents.briefs.found import Found
from leads_db.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question."""

    word: str
    """What is counted and how, as the paper prints it."""
    run: Callable[[Connection, Params], Found]
    is_settled: bool = False
    """True: what it counts is only ever added to, with its own time; asked later it answers the same. False: it tells
    how things stand, and later decisions change it."""


QUERIES: Mapping[str, Query] = {
    "coverage": Query(
        word="来源覆盖：期内各来源每日采集的单元，看到的／应看的", run=source_queries.coverage, is_settled=True
    ),
    "dues": Query(word="到期采集：按时、补跑、错过", run=source_queries.dues),
    "new_leads": Query(word="期内首次发现的线索，按现在的研判结论、标志、平台", run=lead_queries.new_leads),
    "top_leads": Query(word="期内新线索中优先级最高的三条", run=lead_queries.top_leads),
    "moves": Query(word="期内的研判、审签、派发、核查和处理", run=lead_queries.moves, is_settled=True),
    "hosts": Query(word="期内各承办单位的签收、核查、立案、处罚、反馈", run=lead_queries.hosts),
    "precision": Query(word="机器发现、人已研判的线索中属实的", run=lead_queries.precision),
    "punctual": Query(word="期内到期的时限中按时办结的", run=lead_queries.punctual),
    "waiting": Query(word="现在各状态的线索", run=lead_queries.waiting),
    "due": Query(word="期末起三日内到期和已超期的时限", run=lead_queries.due),
    "months": Query(word="各月首次发现的线索", run=lead_queries.months),
    "posts": Query(word="期内整日的舆情信息，按情感、话题、标志、平台", run=opinion_queries.posts),
    "alerts": Query(word="期内发出的舆情预警（误报除外）", run=opinion_queries.alerts),
    "event": Query(word="舆情事件的信息、来源、传播和关联线索", run=opinion_queries.event),
    "users": Query(word="期末有效的专用标志使用人名单", run=user_queries.users),
    "abnormal": Query(word="县区局认定用标不规范的线索（异常名录参考）", run=user_queries.abnormal),
}


def ask(connection: Connection, query: str, params: Params) -> Answer:
    """Ask one query. Raises DocumentError for a name that is not in QUERIES."""
    if query not in QUERIES:
        raise DocumentError(f"no query of briefs is called {query[:40]}; the paper was made by another version")
    found = QUERIES[query].run(connection, params)
    return Answer(query=query, params=params, values=dict(found.values), items=found.items)
