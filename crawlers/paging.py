"""When to stop turning pages: sites repeat the last page, or never end."""

from collections.abc import Iterable


class PagingGuard:
    """The ids that the list pages of one unit have shown."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self._pages: set[frozenset[str]] = set()

    def take(self, ids: Iterable[str]) -> bool:
        """True when the page brought something new; False for an empty, repeated or wholly known page."""
        shown = frozenset(ids)
        is_new = bool(shown - self.ids) and shown not in self._pages
        self.ids |= shown
        self._pages.add(shown)
        return is_new
