"""How a page becomes listings or mentions; page objects never fetch."""
