"""The catalogue of problems: every code with its status, and the members that join its answer.

A code is a contract and never changes its meaning; its texts live in `locales/` and may. The
shapes of the members are in `backend/staff/openapi.py`.
"""

from typing import NamedTuple


class ProblemType(NamedTuple):
    """`members` are the names that an answer of this code may carry besides those of all."""

    status: int
    members: tuple[str, ...] = ()


CATALOGUE: dict[str, ProblemType] = {
    "unreadable": ProblemType(400),
    "unauthenticated": ProblemType(401),
    "wrong-credentials": ProblemType(401),
    "forbidden": ProblemType(403),
    "csrf": ProblemType(403),
    "account-disabled": ProblemType(403),
    "inbox-locked": ProblemType(403),
    "wrong-passphrase": ProblemType(403),
    "not-found": ProblemType(404),
    "method-not-allowed": ProblemType(405),
    "conflict": ProblemType(409, ("changed", "version")),
    "checkin-differs": ProblemType(409, ("receipt",)),
    "inbox-key-missing": ProblemType(409),
    "inbox-key-exists": ProblemType(409),
    "not-eligible": ProblemType(409),
    "tip-excluded": ProblemType(409),
    "tip-unreadable": ProblemType(409),
    "no-other-handler": ProblemType(409),
    "reward-not-possible": ProblemType(409),
    "voucher-used": ProblemType(409),
    "voucher-expired": ProblemType(409),
    "second-person-needed": ProblemType(409),
    "escrow-needed": ProblemType(409),
    "move-not-possible": ProblemType(409),
    "already-decided": ProblemType(409, ("changed", "decided")),
    "window-sealed": ProblemType(409),
    "already-exempt": ProblemType(409, ("changed",)),
    "window-exempt": ProblemType(409),
    "not-sealed": ProblemType(409),
    "setup-done": ProblemType(409),
    "stale": ProblemType(412, ("changed", "version")),
    "too-large": ProblemType(413),
    "photo-too-large": ProblemType(413),
    "request-too-long": ProblemType(414),
    "headers-too-large": ProblemType(431),
    "unsupported-media": ProblemType(415),
    "photo-unsupported": ProblemType(415),
    "photo-damaged": ProblemType(409),
    "photo-lost": ProblemType(410),
    "invalid": ProblemType(422),
    "photo-hash-mismatch": ProblemType(422),
    "photo-unreadable": ProblemType(422),
    "photo-incomplete": ProblemType(422),
    "photo-too-many-pixels": ProblemType(422),
    "photo-too-complex": ProblemType(422),
    "rescue-unreadable": ProblemType(422),
    "rescue-refused": ProblemType(422),
    "precondition-required": ProblemType(428, ("changed",)),
    "throttled": ProblemType(429),
    "tip-ticket": ProblemType(401),
    "tip-proof": ProblemType(403),
    "tip-keys-changed": ProblemType(409),
    "tip-differs": ProblemType(409),
    "tip-closed": ProblemType(409),
    "tip-assigned": ProblemType(409),
    "tip-full": ProblemType(409),
    "tip-budget": ProblemType(429),
    "tip-quota": ProblemType(503),
    "internal": ProblemType(500),
    "busy": ProblemType(503),
    "tip-not-ready": ProblemType(503),
    "photo-not-ready": ProblemType(503),
    "tile-unavailable": ProblemType(503),
    "storage-full": ProblemType(507),
}
