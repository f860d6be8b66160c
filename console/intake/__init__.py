"""Leads that others hand over: read, recognised, joined to the seller's lead or opened as one of its own."""
