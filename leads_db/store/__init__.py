"""The store: read_ and save_ functions by noun over one SQLAlchemy engine. Every write is idempotent.

`engine` opens it; `reading(engine)` and `writing(engine)` give the connection that all functions take first.
"""
