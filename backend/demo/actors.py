"""The people of the demo as actors, who review visits and work on findings."""

from collections.abc import Mapping
from random import Random

from backend.demo.history import Crew
from backend.staff.access import Actor, Grant, Role

Ids = Mapping[str, int]


class Actors:
    """The staff of the demo, with the ids of their accounts and areas."""

    def __init__(self, crew: Crew, accounts: Ids, areas: Ids) -> None:
        self.crew = crew
        self._accounts = accounts
        self.areas = areas

    def leader(self, grid: str) -> Actor:
        """The leader of the grid with this code."""
        return self._actor(self.crew.leaders[grid], Role.LEADER, grid)

    def supervisor(self, grid: str) -> Actor:
        """The supervisor of the town in which the grid lies."""
        return self._actor(self.crew.supervisors[grid[:9]], Role.SUPERVISOR, grid[:9])

    def office(self, county: str) -> Actor:
        """The county's office."""
        return self._actor("xian.ban", Role.OFFICE, county)

    def first_officer(self, grid: str) -> Actor:
        """The officer who is named first among those of the grid."""
        return self._actor(self.crew.officers[grid][0], Role.OFFICER, grid)

    def officer(self, grid: str, uid: str) -> Actor:
        """One of the officers of the grid, the same for the same visit."""
        return self._actor(Random(uid).choice(self.crew.officers[grid]), Role.OFFICER, grid)

    def _actor(self, username: str, role: Role, area: str) -> Actor:
        grant = Grant(role, self.areas[area])
        return Actor(self._accounts[username], username, 0, by_cookie=False, grants=(grant,))
