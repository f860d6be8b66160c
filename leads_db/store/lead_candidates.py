"""Shops and links that posts name: candidates that wait for a person, who makes a lead of them or dismisses them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from leads_db.errors import DecisionRefused, NotFound
from leads_db.lead_tables import leads
from leads_db.opinion_tables import candidate_posts, lead_candidates
from leads_db.records.account import Actor
from leads_db.records.opinion import CandidateState, LeadCandidate
from leads_db.source_tables import seller_facts
from leads_db.store.audit import save_audit
from leads_db.store.upsert import chunks, insert_new

REASON_MOST = 500
LINK, SHOP = "link", "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A shop or link in one post."""

    mention_id: int
    indication: str
    kind: str
    """`link` or `shop`."""
    platform: str
    """Empty where it is not known."""
    text: str
    """Shop name as written, or an address whose host was checked."""
    is_sure: bool = True
    """False: a name that counts only where a known seller is called so."""
    is_practice: bool = False

    @property
    def digest(self) -> str:
        """32 hex characters of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two of them one candidate."""
        return self.indication, self.kind, self.platform, self.digest


def save_candidates(connection: Connection, named: Sequence[Named], *, now: datetime) -> None:
    """Make a candidate of each shop or link, once, and hang the posts on it; a known seller's name is recognised."""
    known = read_known_sellers(connection, {one.text for one in named if one.kind == SHOP})
    named = [one for one in named if one.is_sure or one.text in known]
    rows = [
        {
            "indication": one.indication,
            "kind": one.kind,
            "platform": one.platform,
            "text": one.text,
            "text_digest": one.digest,
            "seller_key": _pick_seller(known.get(one.text, ()), one.platform) if one.kind == SHOP else None,
            "mention_id": one.mention_id,
            "state": CandidateState.WAITING,
            "made_at": now,
            "is_practice": one.is_practice,
        }
        for one in named
    ]
    insert_new(connection, lead_candidates, rows, "indication", "kind", "platform", "text_digest")
    ids = _read_ids(connection, named)
    links = [{"candidate_id": ids[one.identity], "mention_id": one.mention_id} for one in named]
    insert_new(connection, candidate_posts, links, "candidate_id", "mention_id")


def _read_ids(connection: Connection, named: Iterable[Named]) -> dict[tuple[str, str, str, str], int]:
    columns = [lead_candidates.c[name] for name in ("indication", "kind", "platform", "text_digest", "id")]
    found: dict[tuple[str, str, str, str], int] = {}
    for chunk in chunks(sorted({one.digest for one in named})):
        for *identity, number in connection.execute(select(*columns).where(lead_candidates.c.text_digest.in_(chunk))):
            found[identity[0], identity[1], identity[2], identity[3]] = number
    return found


def read_known_sellers(connection: Connection, names: Iterable[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Name → (platform, seller key) of the sellers called exactly so: by their leads, or as operators of shops."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for chunk in chunks(sorted(names)):
        called = select(leads.c.seller_name, leads.c.platform, leads.c.seller_key).where(leads.c.seller_name.in_(chunk))
        for name, platform, key in connection.execute(called):
            found.setdefault(name, {})[platform, key] = None
        digests = [hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32] for name in chunk]
        run_by = select(seller_facts.c.value, seller_facts.c.seller_key).where(
            seller_facts.c.field == "operator_name", seller_facts.c.value_digest.in_(digests)
        )
        for name, key in connection.execute(run_by):
            found.setdefault(name, {})["", key] = None
    return {name: tuple(sellers) for name, sellers in found.items()}


def _pick_seller(sellers: Sequence[tuple[str, str]], platform: str) -> str | None:
    """The one seller of that name on that platform; None where there is none, or where two could be meant."""
    fitting = {key for of, key in sellers if not platform or of in ("", platform)}
    return fitting.pop() if len(fitting) == 1 else None


def read_candidates(
    connection: Connection,
    indications: Sequence[str],
    *,
    state: CandidateState = CandidateState.WAITING,
    is_practice: bool = False,
    limit: int = 100,
) -> tuple[LeadCandidate, ...]:
    """Candidates in a state, those that most posts name first."""
    posts = func.count(candidate_posts.c.id).label("posts")
    query = select(*lead_candidates.c, posts).join(
        candidate_posts, candidate_posts.c.candidate_id == lead_candidates.c.id, isouter=True
    )
    wanted = query.where(
        lead_candidates.c.state == state,
        lead_candidates.c.indication.in_(indications),
        lead_candidates.c.is_practice == is_practice,
    ).group_by(lead_candidates.c.id)
    ordered = wanted.order_by(posts.desc(), lead_candidates.c.id.desc()).limit(limit)
    return tuple(map(_candidate, connection.execute(ordered)))


def read_candidate(connection: Connection, candidate_id: int) -> LeadCandidate:
    """One candidate. Raises NotFound."""
    posts = select(func.count()).where(candidate_posts.c.candidate_id == candidate_id).scalar_subquery()
    query = select(*lead_candidates.c, posts.label("posts")).where(lead_candidates.c.id == candidate_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"lead candidate {candidate_id}")
    return _candidate(row)


def dismiss_candidate(
    connection: Connection, candidate_id: int, actor: Actor, *, reason: str, at: datetime
) -> LeadCandidate:
    """No lead comes of it. Raises NotFound, DecisionRefused without a reason or when it was decided before."""
    if not reason.strip():
        raise DecisionRefused("须写明理由", candidate=candidate_id)
    return settle_candidate(connection, candidate_id, CandidateState.DISMISSED, actor, reason=reason, at=at)


def settle_candidate(
    connection: Connection,
    candidate_id: int,
    state: CandidateState,
    actor: Actor,
    *,
    at: datetime,
    reason: str = "",
    lead: str | None = None,
) -> LeadCandidate:
    """Write down what became of a waiting candidate: of two who decide one wins. Raises NotFound, DecisionRefused."""
    waiting = update(lead_candidates).where(
        lead_candidates.c.id == candidate_id, lead_candidates.c.state == CandidateState.WAITING
    )
    values = {"state": state, "lead": lead, "handled_by": actor.name, "reason": reason[:REASON_MOST]}
    if not connection.execute(waiting.values(**values)).rowcount:
        held = read_candidate(connection, candidate_id)
        raise DecisionRefused(candidate=candidate_id, state=held.state)
    detail = {"lead": lead, "reason": reason[:REASON_MOST]}
    action, subject = f"opinion.candidate_{state}", f"candidate {candidate_id}"
    save_audit(connection, at=at, actor=actor.name, action=action, subject=subject, detail=detail)
    return read_candidate(connection, candidate_id)


def _candidate(row: Row[*tuple[Any, ...]]) -> LeadCandidate:
    return LeadCandidate(
        id=row.id,
        mention_id=row.mention_id,
        indication=row.indication,
        kind=row.kind,
        platform=row.platform,
        text=row.text,
        seller_key=row.seller_key,
        state=CandidateState(row.state),
        made_at=row.made_at,
        post_count=row.posts,
        lead=row.lead,
        handled_by=row.handled_by,
        reason=row.reason,
        is_practice=row.is_practice,
    )
