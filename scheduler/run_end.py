"""From the units of a run to how it ended. A run that brought nothing is finished only if the source said so."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from leads_db.records import Outcome, RunState, Unit, UnitState
from leads_db.tables import fetch_reports, listings
from scheduler import notes


def judge_run(
    units: Sequence[Unit], seen: int, minimum: int, *, maximum: int = 0, doubts: Sequence[str] = ()
) -> tuple[RunState, str]:
    """State and note (Chinese) of a run whose units have all ended.

    `seen`: listings or posts that it met, new or not; `minimum` and `maximum`: what the source file expects of a run
    (0: no maximum); `doubts`: further reasons, in Chinese, why what was seen is not whole.
    """
    if not units:
        return RunState.FAILED, notes.NO_UNITS
    outcomes = Counter(unit.outcome or Outcome.TRANSPORT_ERROR for unit in units)
    answered = [unit for unit in units if unit.state is UnitState.DONE and unit.outcome and unit.outcome.is_seen]
    lacking: dict[Outcome, int] = {
        name: count for name, count in outcomes.items() if name not in (Outcome.OK, Outcome.EMPTY)
    }
    causes = [notes.unit_outcomes(lacking, len(units))] if lacking else []
    if not answered:  # a unit that was blocked half-way has committed what it met until then
        return (RunState.PARTIAL if seen else RunState.FAILED), "；".join(causes)
    if seen == 0 and set(outcomes) != {Outcome.EMPTY}:
        return RunState.FAILED, "；".join([notes.NOTHING_SEEN, *causes])
    if seen < minimum:
        causes.insert(0, notes.below_minimum(seen, minimum))
    if maximum and seen > maximum:
        causes.insert(0, notes.above_maximum(seen, maximum))
    causes = [*doubts, *causes]
    return (RunState.PARTIAL if causes else RunState.FINISHED), "；".join(causes)


def count_seen(connection: Connection, run_id: int) -> int:
    """Listings that the run met, or for feeds its posts as the requests counted them."""
    met = select(func.count()).select_from(listings).where(listings.c.last_run_id == run_id)
    told = select(func.coalesce(func.sum(fetch_reports.c.items_new), 0)).where(fetch_reports.c.run_id == run_id)
    return max(connection.execute(met).scalar_one(), int(connection.execute(told).scalar_one()))
