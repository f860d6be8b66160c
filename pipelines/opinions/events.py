"""New views of posts → where they are folded to, and the lead candidates that they name."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from leads_db.records.opinion import Post
from leads_db.store.lead_candidates import Named, save_candidates
from leads_db.store.opinion_events import Folded, read_known_texts
from leads_db.store.opinions import read_mentions_and_views
from pipelines.opinions.folding import WINDOW, Folder
from pipelines.opinions.naming import MarketHosts, find_named

AROUND = WINDOW + timedelta(hours=1)


def plan_folds(connection: Connection, posts: Sequence[Post]) -> tuple[Folded, ...]:
    """Where these posts go, by what is known of their indications; only reads, so that nobody waits meanwhile."""
    groups: dict[tuple[str, bool], list[Post]] = {}
    for post in sorted(posts, key=lambda one: (one.at, one.mention_id)):
        groups.setdefault((post.indication, post.is_practice), []).append(post)
    planned: list[Folded] = []
    for number, group in enumerate(groups.values()):
        planned += _fold_group(connection, group, first_new=number * len(posts))
    return tuple(planned)


def _fold_group(connection: Connection, group: Sequence[Post], *, first_new: int) -> list[Folded]:
    """`group`: posts of one indication by time; new events are numbered below -`first_new`."""
    first, mine, folder = group[0], {post.mention_id for post in group}, Folder()
    known = read_known_texts(connection, first.indication, since=first.at - AROUND, is_practice=first.is_practice)
    for one in known:
        if one.post.mention_id not in mine:
            folder.know(one.post, event=one.event, root=one.root)
    folds = [(post, folder.fold(post)) for post in group]
    return [
        Folded(
            post=post,
            event=fold.event if fold.event > 0 else fold.event - first_new,
            root=fold.root,
            form=fold.form,
            similarity=fold.similarity,
        )
        for post, fold in folds
    ]


def save_named(connection: Connection, posts: Sequence[Post], hosts: MarketHosts, *, now: datetime) -> int:
    """Make candidates of the links and shops that these posts point at; how many were named."""
    named: list[Named] = []
    practice: Mapping[int, bool] = {post.mention_id: post.is_practice for post in posts}
    for mention_id, mention, view in read_mentions_and_views(connection, practice):
        named += find_named(mention_id, mention, view, hosts, is_practice=practice[mention_id])
    save_candidates(connection, named, now=now)
    return len(named)
