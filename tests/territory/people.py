"""Everyone who tries the doors of grid_a: the cast, and those whose territory lies elsewhere."""

from dataclasses import replace
from datetime import timedelta

from shapely.geometry import box
from sqlalchemy import select, update

from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.rules import may_hold
from backend.registry.areas.models import Area
from backend.staff.access import ACTIONS, Role
from backend.staff.extensions import db
from tests.support.builders import Cast, make_area, make_person
from tests.territory.noon import NOON

# Outside: the next grid of the same town. Elsewhere: another town. Abroad: another county.
NEWCOMERS: dict[str, tuple[tuple[Role, str], ...]] = {
    "leader_outside": ((Role.LEADER, "grid_b"), (Role.OFFICER, "grid_b")),
    "supervisor_elsewhere": ((Role.SUPERVISOR, "other_town"),),
    "admin_elsewhere": ((Role.ADMIN, "other_town"),),
    "office_abroad": ((Role.OFFICE, "abroad"),),
    "auditor_abroad": ((Role.AUDITOR, "abroad"),),
    "admin_abroad": ((Role.ADMIN, "abroad"),),
    # Held grid_a until yesterday: late visits are still let in, and nothing else.
    "lapsed": ((Role.OFFICER, "grid_a"), (Role.LEADER, "grid_a")),
    # What a role allows in one place must not leak into the place of another.
    "two_hats": (
        (Role.OFFICER, "grid_a"),
        (Role.SUPERVISOR, "other_town"),
        (Role.ADMIN, "other_town"),
    ),
    "two_caps": ((Role.AUDITOR, "county"), (Role.SUPERVISOR, "other_town")),
    # Pays whoever brings a voucher: a voucher lies nowhere.
    "cashier": ((Role.CASHIER, "county"),),
}
_MIXED = ("two_hats", "two_caps")
INSIDE = ("officer", "colleague", "leader", "supervisor", "office", "auditor", "admin", *_MIXED)
ELSEWHERE = ("outsider", "nobody", *(name for name in NEWCOMERS if name not in _MIXED))
PEOPLE = (*INSIDE, *ELSEWHERE)
# One for each way to hold grid_a or not to hold it: the second engine need not see all.
ON_BOTH = ("officer", "leader", "office", "two_hats", "leader_outside", "outsider", "lapsed")

_AROUND_GRID_A = ("grid_a", "village_a", "town", "county")


def gather(cast: Cast) -> Cast:
    """The cast with the newcomers, and an area abroad; the shared cast stays as it is."""
    wide = replace(cast, areas=dict(cast.areas), people=dict(cast.people))
    away = box(118.0, 25.7, 118.4, 26.2)
    wide.areas["abroad"] = make_area("county", None, "350402", "三元", away)
    for name, grants in NEWCOMERS.items():
        for role, area in grants:
            level = db.session.get_one(Area, wide.areas[area]).level
            assert may_hold(role, level), f"nobody can be {role} of a {level}"
        held = [(role, wide.areas[area]) for role, area in grants]
        wide.people[name] = make_person(name, held)
    # Nobody in these tests: she is sent to look at sites of grid_a.
    wide.people["checker"] = make_person("checker", [(Role.OFFICER, cast.grid_c)])
    # Nor is she who reads tips beside the leader.
    wide.people["handler"] = make_person("handler", [])
    # Nobody either: she asked the escrow, so that others can confirm.
    wide.people["clerk"] = make_person("clerk", [(Role.OFFICE, cast.areas["county"])])
    ended = update(Assignment).where(Assignment.account_id == wide.people["lapsed"].id)
    db.session.execute(ended.values(until=NOON - timedelta(days=1)))
    return wide


class Rights:
    """What the table of roles and the assignments say, worked out by other means.

    `may` asks for the action anywhere, `reaches` asks for it over grid_a.
    """

    def __init__(self, cast: Cast) -> None:
        around = [cast.areas[name] for name in _AROUND_GRID_A]
        held = select(Account.username, Assignment).join(
            Assignment, Assignment.account_id == Account.id
        )
        self._grants = [
            (username, _allowed(row), row.area_id in around)
            for username, row in db.session.execute(held)
        ]

    def may(self, name: str, action: str) -> bool:
        return any(action in allowed for who, allowed, _ in self._grants if who == name)

    def reaches(self, name: str, *actions: str) -> bool:
        return any(
            inside and not allowed.isdisjoint(actions)
            for who, allowed, inside in self._grants
            if who == name
        )


def _allowed(held: Assignment) -> frozenset[str]:
    allowed = frozenset[str](ACTIONS[Role(held.role)])
    return allowed if held.until is None else allowed & {"checkin.create", "photo.send"}
