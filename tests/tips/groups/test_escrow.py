"""The drill: a group that nobody can open comes back by two of three shares, and by no less."""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.core import base64url
from backend.messages.notices.models import Notice
from backend.records.audit.models import AuditRow
from backend.staff.access import Role
from backend.staff.extensions import db
from backend.tips.groups import offline
from backend.tips.groups.models import TipGroupKey
from backend.tips.groups.policy import load
from tests.support.apart import read_apart
from tests.support.builders import make_person
from tests.tips.groups.staff import Staff
from tests.tips.inbox.citizens import send

pytestmark = pytest.mark.usefixtures("clerk")


@pytest.fixture
def shares(staff: Staff) -> list[str]:
    """An escrow key of this installation, and its three shares."""
    public, shares = offline.create_key()
    policy = replace(load(), escrow=base64url.decode(public))
    before = staff.app.extensions["tips_policy"]
    staff.app.extensions["tips_policy"] = policy
    yield shares  # type: ignore[misc]
    staff.app.extensions["tips_policy"] = before


@pytest.fixture
def clerk(staff: Staff) -> None:
    """A second person of the office."""
    staff.people["clerk"] = make_person("clerk", [(Role.OFFICE, staff.cast.areas["county"])])
    db.session.commit()


def lost(staff: Staff) -> str:
    """A group of which nobody holds a key any more; mei is to have it."""
    group_id = staff.staffed("emergency", "lin", "wei")
    staff.done("admin", "DELETE", f"/tip-groups/{group_id}/members/{staff.person('wei').id}")
    staff.propose(group_id, "mei")
    staff.make_keys("mei")
    staff.unlock("mei")
    return group_id


def asked(staff: Staff, group_id: str) -> int:
    wish = {"recipient_id": staff.person("mei").id, "reason": "口令和恢复卡都没有了"}
    path = f"/tip-groups/{group_id}/escrow-requests"
    found: int = staff.done("office", "POST", path, json=wish)["items"][0]["id"]
    return found


def run(staff: Staff, *arguments: str, typed: str = "") -> str:
    db.session.expire_all()  # a command of its own would find nothing loaded
    done = staff.app.test_cli_runner().invoke(args=["tips", "escrow", *arguments], input=typed)
    assert done.exit_code == 0, done.output
    return done.output


def test_two_people_ask_and_two_shares_open_all(
    staff: Staff, shares: list[str], tmp_path: Path
) -> None:
    group_id = lost(staff)
    tips = [send(group_id).id for _ in range(3)]
    request = asked(staff, group_id)
    confirming = f"/escrow-requests/{request}/confirmation"
    assert staff.refused("office", "POST", confirming) == (409, "second-person-needed")
    refused = staff.app.test_cli_runner().invoke(
        args=["tips", "escrow", "export", str(request), str(tmp_path / "no")]
    )
    assert refused.exit_code == 1
    staff.done("clerk", "POST", confirming)
    told = db.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    assert told.account_id == staff.person("lin").id
    assert told.content["groups"][0]["matter"] == "escrow"
    parcel, answer = str(tmp_path / "parcel"), str(tmp_path / "answer")
    run(staff, "export", str(request), parcel)
    said = run(staff, "open", parcel, answer, "--yes", typed="\n".join(shares[1:]) + "\n")
    digits = staff.done("mei", "GET", "/tip-inbox")["key_digits"]
    assert all(each in said for each in (group_id, f"{request}\n", digits))
    assert "2 keys" in run(staff, "import", answer)
    db.session.expire_all()
    shown = staff.done("mei", "GET", "/tip-inbox/tips")["items"]
    assert {each["id"]: each["category"] for each in shown} == dict.fromkeys(tips, "mine")
    actions = db.session.scalars(
        select(AuditRow.action).where(AuditRow.action.like("escrow.%")).order_by(AuditRow.id)
    )
    assert list(actions) == [f"escrow.{step}" for step in ("ask", "confirm", "export", "import")]
    again = staff.app.test_cli_runner().invoke(args=["tips", "escrow", "import", answer])
    assert again.exit_code == 1


def test_holders_say_no_and_who_was_ended_stays_out(
    staff: Staff, shares: list[str], tmp_path: Path
) -> None:
    group_id = lost(staff)
    request = asked(staff, group_id)
    staff.done("clerk", "POST", f"/escrow-requests/{request}/confirmation")
    parcel, answer = str(tmp_path / "parcel"), tmp_path / "answer"
    run(staff, "export", str(request), parcel)
    opening = ["tips", "escrow", "open", parcel, str(answer)]
    typed = "\n".join(shares[:2]) + "\n"
    assert staff.app.test_cli_runner().invoke(args=opening, input="n\n" + typed).exit_code == 1
    assert not answer.exists()
    assert staff.app.test_cli_runner().invoke(args=opening, input="y\n" + typed).exit_code == 0
    staff.done("admin", "DELETE", f"/tip-groups/{group_id}/members/{staff.person('mei').id}")
    db.session.expire_all()
    taken = staff.app.test_cli_runner().invoke(args=["tips", "escrow", "import", str(answer)])
    assert taken.exit_code == 1
    db.session.expire_all()
    assert staff.done("mei", "GET", "/tip-inbox")["groups"] == []


def test_any_two_of_three_open_and_one_does_not(staff: Staff, shares: list[str]) -> None:
    group_id = staff.staffed("emergency", "lin")
    key = db.session.get_one(TipGroupKey, (group_id, 1))
    parcel = {
        "request": 1,
        "recipient": base64url.encode(bytes(key.public)),
        "keys": [
            {
                "version": 1,
                "public": base64url.encode(key.public),
                "sealed": base64url.encode(key.escrow_sealed or b""),
            }
        ],
    }
    for pair in itertools.combinations(shares, 2):
        assert (
            json.loads(offline.reencrypt_parcel(json.dumps(parcel), pair))["keys"][0]["version"]
            == 1
        )
    with pytest.raises(offline.SharesError):
        offline.combine_shares(shares[:1])
    _, others = offline.create_key()
    with pytest.raises(offline.SharesError):
        offline.reencrypt_parcel(json.dumps(parcel), others[:2])


def test_nothing_of_it_is_on_the_server(staff: Staff, shares: list[str]) -> None:
    staff.staffed("emergency", "lin")
    secret = offline.combine_shares(shares[:2])
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert not any(isinstance(value, bytes) and secret in value for value in row)
    folder = staff.app.extensions["settings"].data
    for path in (each for each in folder.rglob("*") if each.is_file()):
        content = read_apart(path)
        assert secret not in content
        assert " ".join(shares[0].split()[:4]).encode() not in content


def test_a_key_made_before_the_escrow_is_encrypted_to_it_by_a_member(staff: Staff) -> None:
    group_id = staff.staffed("emergency", "lin")
    public, _ = offline.create_key()
    before = staff.app.extensions["tips_policy"]
    staff.app.extensions["tips_policy"] = replace(before, escrow=base64url.decode(public))
    try:
        staff.done("lin", "POST", f"/tip-inbox/groups/{group_id}/resealing")
    finally:
        staff.app.extensions["tips_policy"] = before
    db.session.expire_all()
    key = db.session.get_one(TipGroupKey, (group_id, 1))
    assert key.escrow_public == base64url.decode(public)
