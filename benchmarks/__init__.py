"""Measures of speed and memory, run by hand; each prints its goals or ratios."""
