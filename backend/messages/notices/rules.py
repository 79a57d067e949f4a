"""What notices there are. Pure."""

# Those of escalation, each about one window; and those that `notifying` writes.
KINDS = (
    *("officer", "leader", "town", "county"),
    *("tips", "escrow", "check", "step", "finding", "visit"),
)
STEP_MATTERS = ("issued", "returned", "extended")
FINDING_MATTERS = ("found", "assigned", "rectified", "sent_back", "closed")
VISIT_MATTERS = ("accepted", "refused")
MATTERS = (
    *("new", "overdue", "escrow", "ended", "reset", "drawn"),
    *(*STEP_MATTERS, *FINDING_MATTERS, *VISIT_MATTERS),
)
