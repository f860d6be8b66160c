"""A lead's seller → the competent bureau, who gets a copy, and the request where the seller is not known."""
