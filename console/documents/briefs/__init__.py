"""Briefs and reports: sentences are templates with typed slots, every number is the answer of a kept query."""
