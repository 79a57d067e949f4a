"""Making one's keys, unlocking, forgetting: the passphrase, the card, and what an office can do."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from backend.core import clock
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db
from backend.tips.groups import wraps
from backend.tips.groups.models import TipStaffKey
from backend.tips.groups.unlocking import COOKIE
from tests.tips.groups.staff import PASSPHRASE, Staff

UNLOCK = "/tip-inbox/unlock"
RIGHT = {"passphrase": PASSPHRASE}
WRONG = {"passphrase": "not the right one"}


@pytest.fixture
def alone(staff: Staff) -> str:
    """A group of one member, her inbox unlocked."""
    return staff.staffed("emergency", "lin")


def until(staff: Staff, who: str) -> str | None:
    found: str | None = staff.done(who, "GET", "/tip-inbox")["unlocked_until"]
    return found


def test_the_card_must_be_typed_back_before_anything_is_kept(staff: Staff) -> None:
    staff.propose(staff.group("emergency"), "lin")
    drafted = staff.done("lin", "POST", "/tip-inbox/keys", json=RIGHT)
    typed = {"ticket": drafted["ticket"], "typed": "22222"}
    path = "/tip-inbox/keys/confirmation"
    assert staff.refused("lin", "POST", path, json=typed) == (422, "invalid")
    assert db.session.scalars(select(TipStaffKey)).all() == []
    staff.done("lin", "POST", path, json=typed | {"typed": drafted["card"][-5:].lower()})
    assert staff.done("lin", "GET", "/tip-inbox")["has_key"]
    assert staff.refused("lin", "POST", "/tip-inbox/keys", json=RIGHT) == (409, "inbox-key-exists")


def test_a_draft_is_nobody_elses_and_runs_out(staff: Staff) -> None:
    group = staff.group("emergency")
    for who in ("lin", "mei"):
        staff.propose(group, who)
    drafted = staff.done("lin", "POST", "/tip-inbox/keys", json=RIGHT)
    typed = {"ticket": drafted["ticket"], "typed": drafted["card"][-5:]}
    path = "/tip-inbox/keys/confirmation"
    assert staff.refused("mei", "POST", path, json=typed) == (422, "invalid")
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert staff.refused("lin", "POST", path, json=typed) == (422, "invalid")


def test_a_weak_passphrase_is_refused(staff: Staff) -> None:
    staff.propose(staff.group("emergency"), "lin")
    wish = {"passphrase": "aaaaaaaaaaaaaaaa"}
    assert staff.refused("lin", "POST", "/tip-inbox/keys", json=wish) == (422, "invalid")


def test_it_locks_itself_after_fifteen_minutes_and_at_once_when_told(
    staff: Staff, alone: str
) -> None:
    assert until(staff, "lin") is not None
    with time_machine.travel(clock.now() + timedelta(minutes=14), tick=False):
        assert until(staff, "lin") is not None
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1), tick=False):
        assert until(staff, "lin") is None
    staff.done("lin", "POST", "/tip-inbox/lock")
    assert until(staff, "lin") is None


def test_the_cookie_is_worth_nothing_to_others(staff: Staff, alone: str) -> None:
    answer = staff.call("lin", "POST", UNLOCK, json=RIGHT)
    told = answer.headers["Set-Cookie"]
    assert all(word in told for word in ("HttpOnly", "SameSite=Strict", "Path=/api/v1/tip-inbox"))
    assert "Domain" not in told
    cookie = staff.browsers["lin"].get_cookie(COOKIE, path="/api/v1/tip-inbox")
    staff.propose(alone, "mei")
    staff.call("mei", "GET", "/me")
    staff.browsers["mei"].set_cookie(COOKIE, cookie.value, path="/api/v1/tip-inbox")
    assert until(staff, "mei") is None


def test_ten_wrong_passphrases_slow_down_and_are_on_record(staff: Staff, alone: str) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False) as moment:
        codes = []
        for _ in range(10):
            codes.append(staff.refused("lin", "POST", UNLOCK, json=WRONG))
            if codes[-1] == (429, "throttled"):
                moment.shift(900)
                codes[-1] = staff.refused("lin", "POST", UNLOCK, json=WRONG)
        assert codes == [(403, "wrong-passphrase")] * 10
        answer = staff.call("lin", "POST", UNLOCK, json=RIGHT)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) == 900
        moment.shift(900)
        staff.done("lin", "POST", UNLOCK, json=RIGHT)
    failed = select(AuditRow.id).where(AuditRow.action == "tip_inbox.fail")
    assert len(db.session.scalars(failed).all()) == 10


def test_the_card_gives_back_what_a_lost_passphrase_shut(staff: Staff, alone: str) -> None:
    wish = {"card": staff.cards["lin"].replace("-", " ").lower(), "passphrase": "four loud herons"}
    staff.done("lin", "POST", "/tip-inbox/recovery", json=wish)
    assert staff.refused("lin", "POST", UNLOCK, json=RIGHT) == (403, "wrong-passphrase")
    staff.done("lin", "POST", UNLOCK, json={"passphrase": "four loud herons"})
    wish["card"] = "2" * 30
    assert staff.refused("lin", "POST", "/tip-inbox/recovery", json=wish)[0] == 403


def test_a_new_passphrase_needs_the_old_one(staff: Staff, alone: str) -> None:
    wish = {"old": WRONG["passphrase"], "new": "four loud herons"}
    path = "/tip-inbox/passphrase"
    assert staff.refused("lin", "POST", path, json=wish) == (403, "wrong-passphrase")
    staff.done("lin", "POST", path, json=wish | {"old": PASSPHRASE})
    staff.done("lin", "POST", UNLOCK, json={"passphrase": "four loud herons"})


def test_one_passphrase_from_every_keyboard(staff: Staff, alone: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char > " " else char for char in PASSPHRASE)
    assert wide != PASSPHRASE
    staff.done("lin", "POST", UNLOCK, json={"passphrase": wide})


def test_a_passphrase_kept_as_it_was_typed_is_renewed(staff: Staff, alone: str) -> None:
    wide, plain = "ｌｏｎｇ ｅｎｏｕｇｈ ３６９", "long enough 369"
    row = db.session.scalars(select(TipStaffKey)).one()
    old = wraps.derive_key(PASSPHRASE, row.salt, row.kdf_mib)
    secret = wraps.decrypt_with_key(old, row.passphrase_wrap, row.public)
    assert secret
    row.passphrase_wrap = wraps.encrypt_with_key(
        wraps.derive_key(wide, row.salt, row.kdf_mib), secret
    )
    db.session.commit()
    staff.refused("lin", "POST", UNLOCK, json={"passphrase": plain})
    staff.done("lin", "POST", UNLOCK, json={"passphrase": wide})
    staff.done("lin", "POST", UNLOCK, json={"passphrase": plain})


def test_who_is_no_member_finds_nothing_there(staff: Staff, alone: str) -> None:
    for who in ("admin", "office", "auditor", "nobody"):
        assert staff.done(who, "GET", "/tip-inbox")["groups"] == []
        assert staff.refused(who, "POST", UNLOCK, json=RIGHT) == (404, "not-found")
        assert staff.refused(who, "POST", "/tip-inbox/keys", json=RIGHT) == (404, "not-found")
