"""Who may do what: roles, actions, the marks that routes carry, and the acting person.

The table below is the only source; the documentation of roles is generated from it.
Territory (where someone may do it) is a matter of `backend.registry.areas.territory`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal

from flask import g

# For so long after a grid was handed over, visits to it are still let in.
LAPSE = timedelta(days=30)


class Role(StrEnum):
    OFFICER = "officer"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    OFFICE = "office"
    AUDITOR = "auditor"
    ADMIN = "admin"
    CASHIER = "cashier"


Action = Literal[
    "site.read",
    "site.contact",
    "site.write",
    "site.approve",
    "checkin.create",
    "photo.send",
    "checkin.read",
    "checkin.review",
    "finding.read",
    "finding.handle",
    "finding.close",
    "coverage.read",
    "adjustment.decide",
    "account.read",
    "account.manage",
    "account.confirm",
    "area.write",
    "audit.read",
    "rescue.carry",
    "grid.hand_over",
    "ranking.read",
    "window.exempt",
    "grid.redraw",
    "step.read",
    "step.decide",
    "step.answer",
    "cross_check.read",
    "cross_check.draw",
    "tip_group.manage",
    "escrow.ask",
    "voucher.pay",
]

# All that a lapsed grant still allows.
LATE: frozenset[Action] = frozenset(("checkin.create", "photo.send"))

_WALK: tuple[Action, ...] = (
    "site.read",
    "site.contact",
    "checkin.create",
    "photo.send",
    "checkin.read",
)
_ANSWER: tuple[Action, ...] = (
    "site.read",
    "site.contact",
    "site.approve",
    "checkin.read",
    "checkin.review",
    "finding.read",
    "finding.handle",
    "finding.close",
    "coverage.read",
    "adjustment.decide",
    "account.read",
    "rescue.carry",
    "grid.hand_over",
    "step.read",
)

_ABOVE: tuple[Action, ...] = (
    "site.write",
    "photo.send",
    "ranking.read",
    "window.exempt",
    "grid.redraw",
    "cross_check.read",
)
_READ: tuple[Action, ...] = ("site.read", "checkin.read", "finding.read", "coverage.read")

ACTIONS: dict[Role, frozenset[Action]] = {
    Role.OFFICER: frozenset(_WALK),
    Role.LEADER: frozenset((*_WALK, *_ANSWER, "step.answer")),
    Role.SUPERVISOR: frozenset((*_ANSWER, *_ABOVE, "step.answer")),
    Role.OFFICE: frozenset(
        (*_ANSWER, *_ABOVE, "step.decide", "cross_check.draw", "escrow.ask", "account.confirm")
    ),
    Role.AUDITOR: frozenset(
        (*_READ, "audit.read", "ranking.read", "step.read", "cross_check.read")
    ),
    Role.ADMIN: frozenset(
        ("account.read", "account.manage", "area.write", "tip_group.manage", "escrow.ask")
    ),
    Role.CASHIER: frozenset(("voucher.pay",)),
}


@dataclass(frozen=True)
class Grant:
    """A role held over an area and all that lies below it.

    A grant that lapsed within LAPSE still lets its visits in, and nothing else: phones come back
    from the mountains with visits of a territory handed over meanwhile. So does one that begins
    later: the server's own clock may be behind.
    """

    role: Role
    area_id: int
    lapsed: bool = False

    def allows(self, action: Action) -> bool:
        if self.lapsed and action not in LATE:
            return False
        return action in ACTIONS[self.role]


@dataclass(frozen=True)
class Actor:
    """The signed-in person as plain values, loaded once a request."""

    account_id: int
    name: str
    session_id: int
    by_cookie: bool
    grants: tuple[Grant, ...] = field(default=())

    def areas_for(self, action: Action) -> frozenset[int]:
        """The areas at the top of the territories in which this person may do `action`."""
        return frozenset(grant.area_id for grant in self.grants if grant.allows(action))

    @property
    def walked_areas(self) -> frozenset[int]:
        """The areas in which this person is to visit sites today; lapsed grants are not."""
        held = (grant for grant in self.grants if not grant.lapsed)
        return frozenset(grant.area_id for grant in held if grant.allows("checkin.create"))

    def may(self, action: Action) -> bool:
        """Whether this person may do `action` anywhere at all."""
        return any(grant.allows(action) for grant in self.grants)

    @property
    def actions(self) -> list[str]:
        held = (ACTIONS[grant.role] for grant in self.grants if not grant.lapsed)
        return sorted(frozenset().union(*held))


@dataclass(frozen=True)
class Access:
    """What a route asks of its caller: nothing, a sign-in, or the right to an action."""

    public: bool = False
    action: Action | None = None


View = Callable[..., Any]


def _mark(access: Access) -> Callable[[View], View]:
    def apply(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return apply


public = _mark(Access(public=True))
signed_in = _mark(Access())


def needs(action: Action) -> Callable[[View], View]:
    """Marks a route for those who may do `action` somewhere; the service checks where."""
    return _mark(Access(action=action))


def access_of(view: View) -> Access | None:
    """The mark that a view carries; None means that nobody may call it."""
    return getattr(view, "access", None)


def current_actor() -> Actor:
    """The person on whose behalf this request runs, put there by the guard."""
    actor: Actor = g.actor
    return actor
