"""The marks that the texts of grid_a carry, and which actions show them to whom.

Roles, not territory, decide between those inside: a mark stands beside the actions of which
any one lets it be seen.
"""

_NAMES = ("site.read", "account.read", "account.manage", "coverage.read", "finding.read")

MARKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "area.name": ("第一网格grid_a", _NAMES),  # as the cast has it
    "account.name": ("mark account name", _NAMES),
    "account.username": ("mark.username", ("account.manage",)),
    "account.phone": ("13911110001", ("coverage.read", "account.manage")),
    "session.name": ("mark session name", ()),
    "device.name": ("mark device name", ()),
    "site.name": ("mark site name", ("site.read",)),
    "site.trade": ("mark site trade", ("site.read",)),
    "site.address": ("mark site address", ("site.read",)),
    "site.contact_name": ("mark contact name", ("site.contact",)),
    "site.contact_phone": ("13911110002", ("site.contact",)),
    "exemption.reason": ("mark exemption reason", ("site.read",)),
    "exemption.withdrawal": ("mark exemption withdrawal", ("site.read",)),
    "redraw.reason": ("mark redraw reason", ("coverage.read",)),
    "checkpoint.name": ("mark checkpoint name", ("checkin.create", "site.read")),
    "change.reason": ("mark change reason", ("site.read",)),
    "change.note": ("mark change note", ("site.read",)),
    "photo.meta": ("mark photo meta", ()),
    "photo.note": ("mark photo note", ("checkin.read",)),
    "checkin.place_reason": ("mark place reason", ("checkin.read",)),
    "checkin.note": ("mark checkin note", ("checkin.read",)),
    "checkin.answers": ("mark answer", ("checkin.read",)),
    "checkin.review_note": ("mark review note", ("checkin.read",)),
    "adjustment.note": ("mark adjustment note", ("coverage.read",)),
    "finding.text": ("mark finding text", ("finding.read",)),
    "step.grounds": ("36900369", ("step.read",)),
    "step.document_no": ("mark document no", ("step.read",)),
    "step.text": ("mark step text", ("step.read",)),
    "step.answer": ("mark step answer", ("step.read",)),
    "escrow.reason": ("mark escrow reason", ("escrow.ask",)),
    "finding.summary": ("mark finding summary", ("finding.read",)),
}

# What somebody sees because it is hers, whatever her role.
OWN = {
    "officer": {"session.name", "device.name"},
    "colleague": {"finding.text", "finding.summary"},
}


def mark(name: str) -> str:
    return MARKS[name][0]


def marks_in(text: str) -> set[str]:
    """The names of the marks that this text shows."""
    return {name for name, (text_of_mark, _) in MARKS.items() if text_of_mark in text}
