"""Page objects: text of a fetched page in, facts of a listing or a mention out. They never fetch and hold no state."""
