"""What notices there are. Pure."""

# Those of escalation, each about one window; and those that `notifying` writes.
KINDS = ("officer", "leader", "town", "county", "tips", "escrow", "check", "step")
STEP_MATTERS = ("issued", "returned", "extended")
MATTERS = ("new", "overdue", "escrow", "ended", "reset", "drawn", *STEP_MATTERS)
