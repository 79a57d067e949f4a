"""What the staff's side can do with encrypted tips, on both databases."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from backend.core.errors import Problem
from backend.tips.host import database, encryption, handling, items
from backend.tips.host.models import CLOSED, OPEN, SPAM, Tip, TipWrap
from backend.tips.host.rules import Retention
from tests.tips.host.builders import DAY, RETENTION, EncryptedTip, Group, encrypted_tip

KEPT = Retention(**RETENTION)
SMALLEST = encryption.ITEM_HEAD + encryption.TEXT_BLOCK + encryption.TAG


@pytest.fixture
def app(engine: Engine) -> Iterator[Flask]:
    app = Flask("staff")
    database.bind(app, engine)
    with app.app_context():
        yield app


@pytest.fixture
def group() -> Group:
    return Group()


def stored(group: Group, **more: Any) -> EncryptedTip:
    tip = encrypted_tip(group, **more)
    database.session().add(tip.row)
    database.session().flush()
    database.session().add_all(tip.rows)
    database.session().commit()
    return tip


def test_a_group_sees_its_tips_and_opens_them(app: Flask, group: Group) -> None:
    mine, other = stored(group, photos=1), stored(Group())
    (wrap,) = handling.wraps_of([mine.row.id, other.row.id], [group.id])
    assert encryption.decrypt_wrap(group.pair[1], wrap.sealed, mine.row.public) == mine.secret


def test_a_thread_is_read_in_two_questions_without_its_photos(app: Flask, group: Group) -> None:
    tip_id = stored(group, photos=2).row.id
    database.session().expunge_all()
    seen: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    thread = handling.items_of(tip_id)
    assert [len(each.sealed) for each in thread if not each.photo] == [SMALLEST]
    event.remove(database.engine(), "before_cursor_execute", note)
    assert len(seen) == 2
    photo = next(each for each in thread if each.photo)
    assert "sealed" not in photo.__dict__
    found = handling.item_of(tip_id, photo.id)
    assert found is not None
    assert len(found.sealed) > 65536
    assert handling.item_of(os.urandom(16), photo.id) is None


def test_an_item_is_added_once(app: Flask, group: Group) -> None:
    tip, other = stored(group).row.id, stored(group).row.id
    item_id, sealed = os.urandom(16), os.urandom(5000)
    assert items.add_item(tip, item_id, sealed, DAY, photo=False) is True
    assert items.add_item(tip, item_id, sealed, DAY, photo=False) is False
    for tip_id, content, photo in (
        (other, sealed, False),
        (tip, sealed[1:], False),
        (tip, sealed, True),
    ):
        with pytest.raises(Problem, match="conflict"):
            items.add_item(tip_id, item_id, content, DAY, photo=photo)
    photo_id = os.urandom(16)
    assert items.add_item(tip, photo_id, b"first", DAY, photo=True) is True
    assert items.add_item(tip, photo_id, b"again", DAY, photo=True) is False


def test_a_thread_has_an_end(app: Flask, group: Group) -> None:
    tip = stored(group).row.id
    assert items.add_item(tip, os.urandom(16), b"second", DAY, photo=False, most=2)
    with pytest.raises(Problem, match="tip-full"):
        items.add_item(tip, os.urandom(16), b"third", DAY, photo=False, most=2)


def test_closing_begins_the_stay(app: Flask, group: Group) -> None:
    tip, spam = stored(group).row, stored(group).row
    handling.assign(tip)
    handling.close(tip, DAY, KEPT)
    handling.close(spam, DAY, KEPT, spam=True)
    database.session().commit()
    assert (tip.state, tip.delete_after) == (CLOSED, DAY + timedelta(days=90))
    assert (spam.state, spam.delete_after) == (SPAM, DAY + timedelta(days=7))
    handling.keep(tip.id, DAY + timedelta(days=120), tip.day, KEPT)
    handling.keep(tip.id, DAY + timedelta(days=10), tip.day, KEPT)
    database.session().commit()
    database.session().refresh(tip)
    assert tip.delete_after == DAY + timedelta(days=120)
    handling.reopen(tip, KEPT)
    assert (tip.state, tip.closed_day, tip.photos_until) == (OPEN, None, None)
    assert tip.delete_after == date(2028, 11, 26)


def test_a_tip_goes_to_another_group_with_its_keys(app: Flask, group: Group) -> None:
    tip, other = stored(group), Group()
    sealed = encryption.encrypt_wrap(other.pair[0], tip.secret)
    handling.transfer(tip.row, [handling.NewWrap(other.id, 1, sealed)], DAY)
    database.session().commit()
    assert tip.row.group_id == other.id
    assert handling.wraps_of([tip.row.id], [group.id]) == []
    (wrap,) = handling.wraps_of([tip.row.id], [other.id])
    assert encryption.decrypt_wrap(other.pair[1], wrap.sealed, tip.row.public) == tip.secret


def test_a_group_changes_its_key(app: Flask, group: Group) -> None:
    tips = {tip.row.id: tip for tip in (stored(group), stored(group))}
    public, secret = encryption.new_pair()
    old = handling.wraps_before(group.id, 2, 10)
    assert len(old) == 2
    for wrap, tip_public in old:
        opened = encryption.decrypt_wrap(group.pair[1], wrap.sealed, tip_public)
        assert handling.rewrap(wrap, 2, encryption.encrypt_wrap(public, opened)) is True
        assert handling.rewrap(wrap, 2, encryption.encrypt_wrap(public, opened)) is False
    database.session().commit()
    assert handling.wraps_before(group.id, 2, 10) == []
    wraps = database.session().scalars(select(TipWrap)).all()
    assert {wrap.version for wrap in wraps} == {2}
    for wrap in wraps:
        tip = tips[wrap.tip_id]
        assert encryption.decrypt_wrap(secret, wrap.sealed, tip.row.public) == tip.secret


def test_what_is_not_committed_was_never_there(app: Flask, group: Group) -> None:
    database.session().add(encrypted_tip(group).row)
    database.session().flush()
    with app.app_context():
        pass
    database.session().rollback()
    assert database.session().scalars(select(Tip)).all() == []
