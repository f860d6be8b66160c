"""New views of posts → events and lead candidates, in the transaction of the caller."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from leads_db.records.opinion import Post
from leads_db.store.lead_candidates import Named, save_candidates
from leads_db.store.opinion_events import Folded, read_known_texts, save_folds
from leads_db.store.opinions import read_mentions_and_views
from pipelines.opinions.folding import WINDOW, Folder
from pipelines.opinions.naming import MarketHosts, find_named

AROUND = WINDOW + timedelta(hours=1)


def fold_new(connection: Connection, posts: Sequence[Post]) -> tuple[int, ...]:
    """Fold these posts to what is known of their indications; the numbers of the events that changed."""
    groups: dict[tuple[str, bool], list[Post]] = {}
    for post in sorted(posts, key=lambda one: (one.at, one.mention_id)):
        groups.setdefault((post.indication, post.is_practice), []).append(post)
    changed: set[int] = set()
    for (indication, is_practice), group in groups.items():
        folder = Folder()
        mine = {post.mention_id for post in group}
        since = group[0].at - AROUND
        for known in read_known_texts(connection, indication, since=since, is_practice=is_practice):
            if known.post.mention_id not in mine:
                folder.know(known.post, event=known.event, root=known.root)
        folds = [(post, folder.fold(post)) for post in group]
        changed.update(
            save_folds(
                connection,
                [
                    Folded(post=post, event=fold.event, root=fold.root, form=fold.form, similarity=fold.similarity)
                    for post, fold in folds
                ],
            )
        )
    return tuple(sorted(changed))


def save_named(connection: Connection, posts: Sequence[Post], hosts: MarketHosts, *, now: datetime) -> int:
    """Make candidates of the links and shops that these posts point at; how many were named."""
    named: list[Named] = []
    practice: Mapping[int, bool] = {post.mention_id: post.is_practice for post in posts}
    for mention_id, mention, view in read_mentions_and_views(connection, practice):
        named += find_named(mention_id, mention, view, hosts, is_practice=practice[mention_id])
    save_candidates(connection, named, now=now)
    return len(named)
