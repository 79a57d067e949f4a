"""Whatever is done to groups, in whatever order: who can open what is what memberships say.

By chance, but the same chance every time: people come and go, tips are sent, handed over and
encrypted anew, all through the API. After each step everybody's real keys are tried on all tips.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from flask import Flask

from backend.tips.groups.keyring import Ring
from tests.conftest import rolled_back
from tests.support.builders import Cast
from tests.tips.groups.staff import Staff
from tests.tips.inbox.citizens import send
from tests.tips.inbox.test_need_to_know import opened_by, ring_of

PEOPLE = ("lin", "mei", "tao")
STEPS = 24


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """Without the groups of the other tests: here they come and go."""
    with rolled_back(application):
        yield application


@pytest.fixture
def staff(app: Flask, cast: Cast) -> Staff:
    return Staff(app, cast)


@dataclass
class Model:
    """Memberships, and with which group each tip lies."""

    staff: Staff
    groups: tuple[str, str]
    members: dict[str, set[str]] = field(default_factory=dict)
    tips: dict[str, str] = field(default_factory=dict)
    copied: dict[tuple[str, str], Ring] = field(default_factory=dict)

    def join(self, rng: Random, group: str) -> None:
        who = rng.choice(PEOPLE)
        if who in self.members[group]:
            return
        self.staff.propose(group, who)
        if self.members[group]:
            self.staff.admit(min(self.members[group]), group, who)
        else:
            self.staff.done(who, "POST", f"/tip-inbox/groups/{group}/key")
        self.members[group].add(who)

    def leave(self, rng: Random, group: str) -> None:
        if len(self.members[group]) < 2:
            return  # the last one: such a group comes back by the escrow alone
        who = rng.choice(sorted(self.members[group]))
        self.copied[group, who] = ring_of(self.staff, who)
        path = f"/tip-groups/{group}/members/{self.staff.person(who).id}"
        self.staff.done("admin", "DELETE", path)
        self.members[group].remove(who)

    def write(self, rng: Random, group: str) -> None:
        if self.members[group]:
            self.tips[send(group).id] = group

    def hand_over(self, rng: Random, group: str) -> None:
        to = next(each for each in self.groups if each != group)
        mine = sorted(tip for tip, lies in self.tips.items() if lies == group)
        if not (mine and self.members[group] and self.members[to]):
            return
        tip = rng.choice(mine)
        path = f"/tip-inbox/tips/{tip}/transfer"
        self.staff.done(min(self.members[group]), "POST", path, json={"group": to})
        self.tips[tip] = to

    def reencrypt(self, rng: Random, group: str) -> None:
        """After that, what leavers copied opens nothing that those who remain can open."""
        if not self.members[group]:
            return
        self.staff.done(min(self.members[group]), "POST", f"/tip-inbox/groups/{group}/resealing")
        now = {tip for tip, lies in self.tips.items() if lies == group}
        for (left, who), ring in self.copied.items():
            if left == group and who not in self.members[group]:
                of_group = {key: secret for key, secret in ring.items() if key[0] == group}
                assert not opened_by(of_group) & now

    def check(self) -> None:
        for who in PEOPLE:
            lies = {group for group in self.groups if who in self.members[group]}
            mine = {tip for tip, group in self.tips.items() if group in lies}
            assert opened_by(ring_of(self.staff, who)) == mine


SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.drill) for seed in (1, 2)))


@pytest.mark.parametrize("seed", SEEDS)
def test_members_open_what_lies_with_their_group_and_nobody_else(staff: Staff, seed: int) -> None:
    model = Model(staff, (staff.group("emergency"), staff.group("police")))
    model.members = {group: set() for group in model.groups}
    waiting = staff.group("waiting")
    for who in PEOPLE:
        staff.propose(waiting, who)
        staff.make_keys(who)
        staff.unlock(who)
    rng = Random(seed)
    steps = (model.join, model.join, model.leave, model.write, model.hand_over, model.reencrypt)
    for _ in range(STEPS):
        rng.choice(steps)(rng, rng.choice(model.groups))
        model.check()
    assert model.tips
