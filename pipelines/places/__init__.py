"""Place words → division codes."""
