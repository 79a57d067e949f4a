"""Who comes to hold a group's key: the administrator proposes, a member admits."""

import json
from collections import Counter

from flask import Flask
from sqlalchemy import select

from backend.core import base64url, clock
from backend.messages.notices.models import Notice
from backend.staff.access import Role
from backend.staff.extensions import db
from backend.tips.groups import keyring, publishing, queries, wraps
from backend.tips.groups.models import TipGroupKey, TipMemberWrap
from backend.tips.host.published import fingerprint
from tests.support.builders import make_person
from tests.tips.groups.staff import Staff, make_group_role


def versions(group_id: str, account_id: int) -> set[int]:
    """The versions that are encrypted to this account."""
    held = select(TipMemberWrap.version).filter_by(group_id=group_id, account_id=account_id)
    return set(db.session.scalars(held))


def published(app: Flask) -> dict[str, object]:
    folder = app.extensions["settings"].tips.folder
    content: dict[str, object] = json.loads((folder / "published.json").read_text())
    return content


def test_the_first_member_makes_the_key_and_admits_the_second(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin", "mei")
    assert versions(group_id, staff.person("mei").id) == {1}
    (group,) = staff.done("admin", "GET", "/tip-groups")["items"]
    assert [member["state"] for member in group["members"]] == ["active", "active"]


def test_an_administrator_alone_hands_out_nothing(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin")
    staff.propose(group_id, "mei")
    staff.make_keys("mei")
    staff.unlock("mei")
    mei = staff.person("mei").id
    assert versions(group_id, mei) == set()
    admitting = f"/tip-inbox/groups/{group_id}/members/{mei}"
    assert staff.refused("mei", "POST", admitting) == (404, "not-found")
    assert staff.refused("admin", "POST", admitting) == (404, "not-found")
    begin = f"/tip-inbox/groups/{group_id}/key"
    assert staff.refused("mei", "POST", begin) == (409, "second-person-needed")


def test_who_keeps_groups_or_pays_belongs_to_none(staff: Staff) -> None:
    group_id = staff.group("emergency")
    staff.people["cashier"] = make_group_role(staff.cast)
    db.session.commit()
    for who in ("admin", "cashier"):
        path = f"/tip-groups/{group_id}/members/{staff.person(who).id}"
        assert staff.refused("admin", "PUT", path) == (409, "not-eligible")


def test_a_locked_inbox_admits_nobody(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin")
    staff.propose(group_id, "mei")
    staff.make_keys("mei")
    staff.done("lin", "POST", "/tip-inbox/lock")
    path = f"/tip-inbox/groups/{group_id}/members/{staff.person('mei').id}"
    assert staff.refused("lin", "POST", path) == (403, "inbox-locked")


def test_whoever_leaves_is_shut_out_of_what_comes(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin", "mei")
    mei, lin = staff.person("mei").id, staff.person("lin").id
    staff.done("admin", "DELETE", f"/tip-groups/{group_id}/members/{mei}")
    assert versions(group_id, mei) == set()
    assert versions(group_id, lin) == {1, 2}
    assert published(staff.app)["groups"][0]["version"] == 2  # type: ignore[index]
    assert staff.done("mei", "GET", "/tip-inbox")["groups"] == []


def test_a_reset_opens_nothing_and_asks_for_a_new_admission(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin", "mei")
    mei = staff.person("mei").id
    staff.done("admin", "DELETE", f"/tip-groups/{group_id}/members/{mei}/keys")
    assert versions(group_id, mei) == set()
    assert versions(group_id, staff.person("lin").id) == {1, 2}
    assert told(staff) == Counter(lin=1, mei=1)
    staff.make_keys("mei")
    staff.unlock("mei")
    (own,) = staff.done("mei", "GET", "/tip-inbox")["groups"]
    assert (own["state"], own["members"]) == ("proposed", [])
    staff.admit("lin", group_id, "mei")
    assert versions(group_id, mei) == {1, 2}


def test_one_administrator_cannot_take_a_group_over(staff: Staff) -> None:
    above = staff.staffed("discipline", "wen")
    group_id = staff.staffed("emergency", "lin", "tao", supervisor=above)
    for who in ("lin", "tao"):
        staff.done("admin", "DELETE", f"/tip-groups/{group_id}/members/{staff.person(who).id}")
    assert [group["id"] for group in published(staff.app)["groups"]] == [above]  # type: ignore[index,attr-defined]
    staff.propose(group_id, "mei")
    staff.make_keys("mei")
    staff.unlock("mei")
    begin = f"/tip-inbox/groups/{group_id}/key"
    assert staff.refused("mei", "POST", begin) == (409, "escrow-needed")
    assert versions(group_id, staff.person("mei").id) == set()
    assert [group["id"] for group in published(staff.app)["groups"]] == [above]  # type: ignore[index,attr-defined]
    assert told(staff) == Counter(lin=1, tao=2, wen=2)


def told(staff: Staff) -> Counter[str]:
    """How many notices each person has."""
    names = {person.id: name for name, person in (staff.people | staff.cast.people).items()}
    return Counter(names[each] for each in db.session.scalars(select(Notice.account_id)))


def test_a_disabled_account_counts_for_nobody(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin", "mei", "tao")
    staff.disable("mei")
    staff.done("admin", "DELETE", f"/tip-groups/{group_id}/members/{staff.person('tao').id}")
    assert versions(group_id, staff.person("mei").id) == {1}
    assert versions(group_id, staff.person("lin").id) == {1, 2}
    assert [group.id for group in queries.list_destinations("")] == [group_id]
    staff.disable("lin")
    assert publishing.document(clock.now())["groups"] == []
    assert queries.list_destinations("") == []


def test_what_is_published_is_what_members_hold(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin")
    staff.group("police")
    document = published(staff.app)
    key = keyring.find_newest_key(group_id)
    assert key is not None
    (group,) = document["groups"]  # type: ignore[misc]
    assert (group["id"], group["version"]) == (group_id, 1)
    assert base64url.decode(group["key"]) == key.public
    assert document["fingerprint"] == fingerprint([group])
    reached = {each["id"]: each["groups"] for each in document["categories"]}  # type: ignore[attr-defined]
    assert reached["mine"] == [group_id]
    assert "conduct" not in reached  # nobody reads for it yet
    assert [town["name"] for town in document["towns"]] == ["燕南街道", "小陶镇"]  # type: ignore[attr-defined]
    outlines = json.loads((staff.app.extensions["settings"].tips.folder / "map.json").read_text())
    assert len(outlines["villages"]) == 3
    assert {each["id"] for each in outlines["towns"]} == {
        town["id"]
        for town in document["towns"]  # type: ignore[attr-defined]
    }
    assert all(each["rings"] for each in outlines["towns"])
    assert reached["other"] == [group_id]


def test_nothing_at_rest_opens_a_group(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin")
    key = db.session.get_one(TipGroupKey, (group_id, 1))
    sealed = db.session.scalars(select(TipMemberWrap.sealed)).one()
    for known in (staff.app.extensions["server_keys"].key("tip inbox 1"), key.public):
        assert wraps.decrypt_with(known, sealed, key.public) is None


def test_keys_are_reset_by_who_keeps_all_groups_of_hers(staff: Staff) -> None:
    town = staff.cast.areas["town"]
    staff.people["keeper"] = make_person("keeper", [(Role.ADMIN, town)])
    here = staff.staffed("emergency", "lin", area_id=town)
    there = staff.staffed("police", "mei")
    staff.propose(there, "lin")
    path = f"/tip-groups/{here}/members/{staff.person('lin').id}/keys"
    assert staff.refused("keeper", "DELETE", path) == (404, "not-found")
    assert versions(here, staff.person("lin").id) == {1}
    staff.done("admin", "DELETE", path)
    assert versions(here, staff.person("lin").id) == set()
