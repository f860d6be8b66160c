"""A listing → where it names which indication, however the name is written; each hit with its kind and raw quote."""
