"""WindowRef parcels and taking in what they hold, as if its author had sent it herself.

Her visits and photos are as much hers as ever: the same rules, the same rows, the same receipts.
Whoever carries them learns that they arrived, and nothing of what they say.
"""

import hashlib
import io
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

from flask import current_app

from backend.core.config import Config
from backend.core.database import reading
from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.patrol.checkins import service as checkins
from backend.patrol.rescue import rules
from backend.patrol.rescue.rules import What
from backend.records.audit import service as audit
from backend.records.photos import service as photos
from backend.records.photos.inspect import PhotoRejected
from backend.records.photos.intake import receive
from backend.records.photos.resources import get_resources
from backend.registry.accounts.queries import author_of
from backend.registry.devices.queries import holder_of
from backend.staff.access import Actor
from backend.staff.device_keys import server_keys
from backend.staff.extensions import db

# A parcel is opened in memory, where it and its payload may take 40 MB.
_table = BoundedSemaphore(2)


class Delivered(NamedTuple):
    """What a parcel held, whether it was new, and the code of a visit's receipt."""

    what: str
    new: bool
    code: str | None


class Sender(NamedTuple):
    """Who made a parcel, and the key of the device she made it with."""

    author: Actor
    key: bytes
    what: What


def deliver(carrier: Actor, path: Path, signer: Signer, now: datetime) -> Delivered:
    """Takes in the parcel in the file at `path`. Must be called with no transaction open.

    Raises Problem("rescue-unreadable") for what no device of ours made or what was altered,
    Problem("rescue-refused") when the visit or photo inside is not one that its author could
    send.
    """
    with path.open("rb") as file:
        sender = _sender(file.read(rules.HEAD_BYTES), now)
    with _table:
        payload = _open(path.read_bytes(), sender.key)
        try:
            if sender.what is What.VISIT:
                return _visit(carrier, sender.author, payload, signer, now)
            return _photo(carrier, sender.author, payload, now)
        except (Problem, PhotoRejected):
            # What exactly is wrong with it is not the carrier's to know.
            raise Problem("rescue-refused") from None


def _sender(start: bytes, now: datetime) -> Sender:
    head = rules.head_of(start)
    if head is None:
        raise Problem("rescue-unreadable")
    with reading():
        holder = holder_of(head.device)
        author = holder and author_of(holder.account_id, now)
        db.session.rollback()
    if holder is None or author is None:
        raise Problem("rescue-unreadable")
    return Sender(author, holder.key, head.what)


def _open(parcel: bytes, key: bytes) -> bytes:
    box = rules.box_in(parcel, key)
    payload = server_keys().decrypt(box) if box is not None else None
    if payload is None:
        raise Problem("rescue-unreadable")
    return payload


def _visit(carrier: Actor, author: Actor, body: bytes, signer: Signer, now: datetime) -> Delivered:
    settings: Config = current_app.extensions["settings"]
    if len(body) > settings.body_max_bytes:
        raise Problem("too-large")
    recorded = checkins.record(author, body, signer, now, carrier.account_id)
    return Delivered("visit", recorded.new, recorded.checkin.code)


def _photo(carrier: Actor, author: Actor, content: bytes, now: datetime) -> Delivered:
    if not author.may("checkin.create"):
        raise Problem("forbidden")
    here, sha256 = get_resources(), hashlib.sha256(content).hexdigest()
    body = io.BytesIO(content)
    with receive(body, sha256, here.max_bytes, here.storage.incoming) as received:
        photo, new = photos.store(author.account_id, received, now)
    if new:
        detail = {"sha256": sha256, "author": author.account_id}
        audit.record(carrier.account_id, "photo.carried", "photo", photo.id, now, detail)
    return Delivered("photo", new, None)
