"""A group that reads tips, kept by whoever keeps the town of grid_a.

The leader is its member, her inbox unlocked; the colleague is proposed and has no keys yet; the
officer is proposed and waits to be admitted. In a second group there is nobody but the leader,
and no key yet.
"""

from typing import TYPE_CHECKING
from uuid import uuid4

from backend.staff.extensions import db
from backend.tips.groups.models import TipGroup
from backend.tips.pay_desk import service as pay_desk
from tests.support.builders import Cast
from tests.territory.marks import mark
from tests.territory.noon import NOON
from tests.tips.groups.staff import GROUP, PASSPHRASE
from tests.tips.inbox.citizens import send

if TYPE_CHECKING:
    from tests.territory.world import World


def abroad_group(cast: Cast) -> str:
    """A group of the other county; its id."""
    group = TipGroup(id="f" * 32, code="abroad", area_id=cast.areas["abroad"], **GROUP)
    db.session.add(group)
    db.session.commit()
    return group.id


def join_groups(world: "World") -> None:
    for name, code in (("group_id", "emergency"), ("new_group_id", "police")):
        wish = GROUP | {"code": code, "area_id": world.cast.areas["town"]}
        world.ids |= {name: world.done("admin", "POST", "/tip-groups", json=wish)["id"]}
        _propose(world, name, "leader")
    _make_keys(world, "leader")
    secret = {"passphrase": PASSPHRASE}
    unlocked = world.call("leader", "POST", "/tip-inbox/unlock", json=secret)
    world.cookies["leader"] = unlocked.headers["Set-Cookie"].partition(";")[0]
    world.done("leader", "POST", f"/tip-inbox/groups/{world.ids['group_id']}/key")
    for who in ("officer", "colleague", "marked"):
        _propose(world, "group_id", who)
    _make_keys(world, "officer")
    drafted = world.done("colleague", "POST", "/tip-inbox/keys", json=secret)
    world.ids |= {"draft": {"ticket": drafted["ticket"], "typed": drafted["card"][-5:]}}
    world.ids |= {"member_id": world.cast.leader.id, "newcomer_id": world.cast.officer.id}
    _ask_escrow(world)
    _send_tip(world)
    secret = pay_desk.issue_voucher(100, GROUP["office"], "code_only", NOON.date())
    world.ids |= {"voucher_secret": secret}


def _propose(world: "World", group: str, who: str) -> None:
    path = f"/tip-groups/{world.ids[group]}/members/{world.cast.people[who].id}"
    world.done("admin", "PUT", path)


def _make_keys(world: "World", who: str) -> None:
    made = world.done(who, "POST", "/tip-inbox/keys", json={"passphrase": PASSPHRASE})
    typed = {"ticket": made["ticket"], "typed": made["card"][-5:]}
    kept = world.call(who, "POST", "/tip-inbox/keys/confirmation", json=typed)
    assert kept.status_code == 204, kept.text
    if who == "leader":
        world.ids |= {"card_words": made["card"]}


def _send_tip(world: "World") -> None:
    """One for the leader's group, verified; her colleague there has proposed a reward."""
    wish = GROUP | {"code": "above", "area_id": world.cast.areas["town"]}
    above = world.done("admin", "POST", "/tip-groups", json=wish)["id"]
    world.ids |= {"above_group_id": above, "handler_id": world.cast.people["handler"].id}
    for group in ("group_id", "above_group_id"):
        _propose(world, group, "handler")
    _make_keys(world, "handler")
    secret = {"passphrase": PASSPHRASE}
    unlocked = world.call("handler", "POST", "/tip-inbox/unlock", json=secret)
    world.cookies["handler"] = unlocked.headers["Set-Cookie"].partition(";")[0]
    world.done("handler", "POST", f"/tip-inbox/groups/{above}/key")
    admitting = f"/tip-inbox/groups/{world.ids['group_id']}/members/{world.ids['handler_id']}"
    world.done("leader", "POST", admitting)
    tip = send(world.ids["group_id"])
    world.ids |= {"tip_id": tip.id, "item_id": tip.add_photo(2)}
    path = f"/tip-inbox/tips/{tip.id}"
    for status in ("checking", "verified"):
        step = {"id": uuid4().hex, "status": status}
        world.done("handler", "POST", f"{path}/statuses", json=step)
    world.done("handler", "POST", f"{path}/reward", json={"amount": 500})


def _ask_escrow(world: "World") -> None:
    """By somebody of whom nobody in these tests is the second person."""
    path = f"/tip-groups/{world.ids['group_id']}/escrow-requests"
    wish = {"recipient_id": world.cast.officer.id, "reason": mark("escrow.reason")}
    asked = world.done("clerk", "POST", path, json=wish)["items"][0]
    world.ids |= {"request_id": asked["id"]}
