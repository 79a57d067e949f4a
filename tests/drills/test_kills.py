"""The server is killed at random moments; what was acknowledged is there, and once."""

import hashlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.app import create_app
from backend.core import config
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.records.photos.models import Photo
from backend.records.photos.storage import key_of
from backend.staff.extensions import db
from tests.drills.conftest import Prepared
from tests.support.phone import Phone, Rounds, Visit, log_in, morning
from tests.support.served import Server

Step = Callable[[Phone], tuple[int, Any]]

PHONES = 8
TOGETHER = 5  # check-ins in one request
PHOTO_BYTES = 40_000
AGAIN = (200, 201)
BUSY = 503
STUCK = 180.0  # seconds without a delivered check-in


@dataclass
class Post:
    """What the phones share: how many check-ins are left, and what the server answered."""

    port: int
    token: str
    rounds: Rounds
    left: Iterator[int]
    delivered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    receipts: dict[str, set[str]] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Deliver check-ins until none is left, each until it is acknowledged whole.

        Alone or some together, as phones do that were without a signal.
        """
        phone = Phone(self.port, self.token)
        while visits := [self.take() for _ in islice(self.left, random.choice((1, TOGETHER)))]:
            if len(visits) > 1:
                self.deliver_texts(phone, visits)
            for visit in visits:
                self.deliver(phone, visit)
                self.delivered.release()
        phone.close()

    def take(self) -> Visit:
        visit = self.rounds.visit(PHOTO_BYTES)
        self.photos[visit.uid] = visit.sha256
        return visit

    def deliver_texts(self, phone: Phone, visits: Sequence[Visit]) -> None:
        """All texts in one request, again until each has its receipt."""
        while True:
            try:
                answers = phone.send_texts([visit.body for visit in visits])
            except OSError:
                threading.Event().wait(0.05)
                continue
            for visit, (status, answer) in zip(visits, answers, strict=True):
                if status in AGAIN:
                    self.receipts.setdefault(visit.uid, set()).add(answer["signed"])
                elif status != BUSY:
                    self.refusals.append(f"{status} {answer}")
            if BUSY not in {status for status, _ in answers}:
                return

    def deliver(self, phone: Phone, visit: Visit) -> None:
        """Text and photo in either order; the text is sent again, as a phone in doubt does."""
        steps = [visit.send_text, visit.send_photo]
        random.shuffle(steps)
        for step in (*steps, visit.send_text):
            answer = self.insist(phone, step)
            if step == visit.send_text and answer is not None:
                self.receipts.setdefault(visit.uid, set()).add(answer["signed"])

    def insist(self, phone: Phone, step: Step) -> dict[str, Any] | None:
        """Repeat a step until the server has taken it, or has refused it for good."""
        while True:
            try:
                status, answer = step(phone)
            except OSError:
                threading.Event().wait(0.05)
                continue
            if status in AGAIN:
                return answer
            if status != BUSY:
                self.refusals.append(f"{status} {answer}")
                return None


@pytest.mark.parametrize(
    ("visits", "kills"),
    (
        pytest.param(40, 1, id="short"),
        pytest.param(5000, 50, id="long", marks=pytest.mark.drill),
    ),
)
def test_killed_at_random_nothing_is_lost_doubled_or_torn(
    prepared: Prepared, server: Server, visits: int, kills: int
) -> None:
    phone = log_in(server.port, "wang.xun")
    post = Post(server.port, phone.token, morning(phone), iter(range(visits)))
    phone.close()
    phones = [threading.Thread(target=post.work, daemon=True) for _ in range(PHONES)]
    for thread in phones:
        thread.start()
    for gap in gaps(visits, kills):
        for _ in range(gap):
            assert post.delivered.acquire(timeout=STUCK), "no check-in arrives any more"
        threading.Event().wait(random.uniform(0, 0.1))
        server.kill()
        server.start()
    for thread in phones:
        thread.join(STUCK)
        assert not thread.is_alive()

    assert post.refusals == []
    assert len(post.receipts) == visits
    assert {len(signed) for signed in post.receipts.values()} == {1}
    examine(prepared, post.photos)


def gaps(visits: int, kills: int) -> list[int]:
    """How many deliveries pass before each kill; the last kill leaves some for after it."""
    moments = sorted(random.sample(range(visits * 9 // 10), kills))
    return [later - earlier for earlier, later in zip([0, *moments], moments, strict=False)]


def examine(prepared: Prepared, photos: dict[str, str]) -> None:
    """Compare the database and the folder of photos with what was sent."""
    app = create_app(config.load({"DATA": str(prepared.data), "DATABASE_URL": prepared.url}))
    with app.app_context():
        rows = Counter(db.session.scalars(select(Checkin.uid)))
        promised = db.session.execute(
            select(Checkin.uid, CheckinPhoto.sha256, Photo.id)
            .join(CheckinPhoto, CheckinPhoto.checkin_id == Checkin.id)
            .outerjoin(
                Photo,
                (Photo.uploader_id == CheckinPhoto.author_id)
                & (Photo.sha256 == CheckinPhoto.sha256),
            )
        ).all()
        stored = db.session.scalars(select(Photo.sha256)).all()
        db.session.remove()
        db.engine.dispose()
    assert {rows[uid] for uid in photos} == {1}
    arrived = {uid: (sha256, photo) for uid, sha256, photo in promised if uid in photos}
    assert {uid: sha256 for uid, (sha256, _) in arrived.items()} == photos
    assert all(photo is not None for _, photo in arrived.values())
    uploads = prepared.data / "uploads"
    assert [sha256 for sha256 in set(stored) if digest(uploads, sha256) != sha256] == []


def digest(uploads: Path, sha256: str) -> str:
    """The hash of what lies in the place of this photo; empty when nothing does."""
    path = uploads / key_of("o", sha256)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
