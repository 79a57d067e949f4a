"""What there is to be told. Pure."""

# Those of the ladder, each of a window; and those of `announcing`, which belong to none.
RUNGS = ("officer", "leader", "town", "county", "tips", "escrow", "check", "step")
MATTERS = ("new", "overdue", "escrow", "ended", "reset", "drawn", "issued", "returned")
