"""Text → its light normal form, with a map back to the raw characters."""
