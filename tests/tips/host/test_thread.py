"""A tip from the code to the last message, through the real addresses, on both databases."""

import io
import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from backend.core.base64url import encode
from backend.core.signing import Signer
from backend.tips.host import encryption, handling, items, published
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipItem, TipWrap
from backend.tips.host.published import read as read_published
from tests.tips.host.builders import Group, published_content
from tests.tips.host.citizen import Citizen, raw


def jpeg(size: tuple[int, int] = (64, 48)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (90, 120, 60)).save(target, "JPEG")
    return target.getvalue()


def test_a_whole_tip(line: FlaskClient, host: Flask, group: Group) -> None:
    citizen = Citizen(line)
    sent = citizen.send(group)
    assert sent.status_code == 201
    assert set(sent.json) == {"day", "due_day", "delete_after"}
    assert citizen.photo(jpeg()).json == {
        "removed": {"position": False, "device": False, "time": False}
    }

    # Days later, with nothing but the code.
    later = Citizen(line, citizen.digits)
    page = later.opened(later.open().json["page"])
    key = encryption.wrap_key(later.share, later.root.half)
    public = raw(page["pk"])
    later.pair = (public, encryption.decrypt_receipt(key, raw(page["receipt_wrap"]), public))
    assert (page["state"], page["can_withdraw"], page["more"]) == ("open", True, False)
    report = next(each for each in page["items"] if "ct" in each)
    assert later.content(report)["text"] == "有人在封过的井口装车"
    photo = next(each for each in page["items"] if each["photo"])
    head, body = later.fetch(photo["id"])
    assert head["n"] == 3
    assert Image.open(io.BytesIO(body)).size == (64, 48)

    with host.app_context():
        tip = session().get(Tip, encryption.tip_id(public))
        assert tip is not None
        (wrap,) = handling.wraps_of([tip.id], [group.id])
        assert encryption.decrypt_wrap(group.pair[1], wrap.sealed, public) == later.pair[1]
        reply = later.item({"kind": "reply", "n": 4, "text": "谢谢，请问是哪个井口？"})
        items.add_item(tip.id, raw(reply["id"]), raw(reply["ct"]), tip.day, photo=False)
        session().commit()
    assert later.say("东边的那个", 5).status_code == 201
    texts = [later.content(each) for each in later.read()["items"] if "ct" in each]
    assert [each["kind"] for each in sorted(texts, key=lambda each: each["n"])] == [
        "report",
        "reply",
        "message",
    ]


def test_a_code_of_nobody_answers_alike(line: FlaskClient, group: Group) -> None:
    known = Citizen(line)
    known.send(group)
    answers = [each.open() for each in (known, Citizen(line))]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {len(answer.data) for answer in answers} == {len(answers[0].data)}
    assert {len(raw(answer.json["page"])) for answer in answers} == {encryption.ANSWER}
    stranger = Citizen(line)
    stranger.open()
    with pytest.raises(encryption.DecryptionError):
        stranger.read()
    assert stranger.say("?").json["code"] == "tip-ticket"


def test_a_second_try_is_the_first_and_another_tip_is_refused(
    line: FlaskClient, group: Group
) -> None:
    citizen = Citizen(line)
    citizen.open("send")
    body = citizen.tip(group)
    first, second = (line.post("/api/tips", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    other = line.post("/api/tips", json=citizen.tip(group, "别的"))
    assert (other.status_code, other.json["code"]) == (409, "tip-differs")
    thief = Citizen(line)
    thief.open("send")
    stolen = line.post("/api/tips", json=body | {"ticket": thief.ticket})
    assert stolen.json["code"] == "tip-differs"
    item_id = os.urandom(16)
    photos = [citizen.photo(jpeg(), item_id) for _ in range(2)]
    assert [each.status_code for each in photos] == [201, 201]
    message = citizen.item({"kind": "message", "n": 2, "text": "x"})
    for status in (201, 201):
        sent = {"ticket": citizen.ticket, "item": message}
        assert line.post("/api/thread/items", json=sent).status_code == status
    assert len(citizen.read()["items"]) == 3


def test_a_changed_key_is_told_before_anything_is_stored(
    line: FlaskClient, migrated: Any, group: Group, tips_folder: Any
) -> None:
    citizen = Citizen(line)
    citizen.open("send")
    body = citizen.tip(group)
    group.version = 2
    published.write(tips_folder, published_content(group), {"villages": []})
    assert line.post("/api/tips", json=body).json["code"] == "tip-keys-changed"
    foreign = citizen.tip(Group(version=1))
    assert line.post("/api/tips", json=foreign).json["code"] == "tip-keys-changed"
    with Session(migrated) as looking:
        assert looking.scalar(select(func.count()).select_from(Tip)) == 0
    body = citizen.tip(group)
    assert line.post("/api/tips", json=body).status_code == 201
    group.version = 3
    published.write(tips_folder, published_content(group), {"villages": []})
    assert line.post("/api/tips", json=body).status_code == 201  # known already


def test_a_tip_is_withdrawn_until_somebody_works_on_it(
    line: FlaskClient, host: Flask, migrated: Any, group: Group
) -> None:
    gone, worked = Citizen(line), Citizen(line)
    for citizen in (gone, worked):
        citizen.send(group)
        citizen.photo(jpeg())
    with host.app_context():
        tip = session().get(Tip, encryption.tip_id(worked.pair[0]))
        assert tip is not None
        handling.assign(tip)
        session().commit()
    assert gone.withdraw().status_code == 204
    assert worked.withdraw().json["code"] == "tip-assigned"
    assert gone.say("?").json["code"] == "tip-ticket"
    gone.open()
    with pytest.raises(encryption.DecryptionError):
        gone.read()
    with Session(migrated) as looking:
        counts = [
            looking.scalar(select(func.count()).select_from(m)) for m in (Tip, TipWrap, TipItem)
        ]
    assert counts == [1, 1, 2]


def test_only_ones_own_messages_and_photos_are_taken_back(
    line: FlaskClient, host: Flask, group: Group
) -> None:
    citizen, other = Citizen(line), Citizen(line)
    for each in (citizen, other):
        each.send(group)
        each.say("算了")
    reply = citizen.item({"kind": "reply", "n": 3, "text": "收到"})
    with host.app_context():
        tip_id = encryption.tip_id(citizen.pair[0])
        tip = session().get(Tip, tip_id)
        assert tip is not None
        items.add_item(tip_id, raw(reply["id"]), raw(reply["ct"]), tip.day, photo=False)
        handling.assign(tip)
        session().commit()
    kinds = {citizen.content(each)["kind"]: each["id"] for each in citizen.read()["items"]}
    for kind, status in (("report", 404), ("reply", 404), ("message", 204), ("message", 204)):
        assert citizen.withdraw(kinds[kind]).status_code == status
    theirs = [each["id"] for each in other.read()["items"]]
    assert {citizen.withdraw(each).status_code for each in theirs} == {204}
    assert len(other.read()["items"]) == 2
    assert len(citizen.read()["items"]) == 2


def test_a_long_thread_is_read_page_by_page(line: FlaskClient, group: Group) -> None:
    citizen = Citizen(line)
    citizen.send(group)
    for number in range(2, 28):
        citizen.say("话" * 2000, number)
    seen: list[int] = []
    after, pages = None, 0
    while True:
        page = citizen.read(after)
        pages += 1
        seen += [citizen.content(each)["n"] for each in page["items"]]
        if not page["more"]:
            break
        after = page["items"][-1]["id"]
    assert sorted(seen) == list(range(1, 28))
    assert 3 <= pages <= 6


def test_the_slip_proves_the_day_to_who_has_the_code(
    line: FlaskClient, host: Flask, group: Group
) -> None:
    citizen = Citizen(line)
    day = citizen.send(group).json["day"]
    commitment = encode(encryption.commitment(citizen.root.half))
    body = {"ticket": citizen.ticket, "commitment": commitment}
    answer = line.post("/api/thread/slip", json=body).json
    signer: Signer = host.extensions["tips_host"].slips
    assert answer["key"] == signer.public
    assert signer.recognise("patrol369 tip slip 1", answer["slip"]) == {
        "commitment": commitment,
        "day": day,
        "county": "永安市",
    }


@pytest.fixture
def counted(migrated: Any, host: Flask) -> Callable[[Callable[[], Any]], int]:
    def count(act: Callable[[], Any]) -> int:
        seen: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
                seen.append(statement)

        bound = host.extensions["tips_engine"]
        event.listen(bound, "before_cursor_execute", note)
        act()
        event.remove(bound, "before_cursor_execute", note)
        return len(seen)

    return count


def test_questions_to_the_database_are_few_and_the_same_for_all_codes(
    line: FlaskClient, group: Group, counted: Callable[[Callable[[], Any]], int]
) -> None:
    citizen, stranger = Citizen(line), Citizen(line)
    assert counted(lambda: citizen.open("send")) == 1
    body = citizen.tip(group)
    assert counted(lambda: line.post("/api/tips", json=body)) == 10  # the first of its day
    assert counted(lambda: line.post("/api/tips", json=body)) == 1
    assert counted(citizen.open) == counted(stranger.open) == 5
    for number in range(5):
        citizen.say("x", number)
    assert counted(citizen.read) == counted(citizen.open) - 1 == 4
    assert counted(lambda: citizen.say("y")) == 5
    assert counted(lambda: citizen.photo(jpeg())) == 8
    assert read_published(line.get("/api/published").data).version(group.id) == 1
