"""What a listing shows: frozen facts with field, span, raw quote and how sure. No law, no opinion.

Reads records and the lexicon; may import leads_db, pipelines.text, pipelines.names and pipelines.places.
"""
