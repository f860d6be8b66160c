"""Feeds out of an RSSHub of one's own: only the routes that the source file allows.

Several of RSSHub's routes do on our behalf what this program does not do (signatures, visitor sessions), so a route
is used only after somebody wrote it into `routes`, which the source file shows to everyone.
"""

from crawlers.kinds.feed import FeedKind


class RsshubKind(FeedKind):
    """A feed or search feed; the source file's check has compared its route with the allowed ones."""
