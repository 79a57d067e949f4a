"""Receipts: what the server signs for a visit."""

import json
from datetime import datetime
from typing import TypedDict

from backend.core import base64url
from backend.core.signing import Signer
from backend.core.wire import rfc3339
from backend.patrol.checkins.rules import Credited, Placed

PURPOSE = "receipt+jwt"


class SignedWindow(TypedDict):
    plan: str
    number: int
    starts_at: str
    ends_at: str


class Facts(TypedDict):
    """The immutable part of a receipt. Times RFC 3339, UTC."""

    id: str
    content: str
    site: int
    received_at: str
    captured_at: str
    window: SignedWindow
    credit: str
    place: str


def facts_of(
    *,
    uid: str,
    content: str,
    site: int,
    received_at: datetime,
    plan: str,
    credited: Credited,
    placed: Placed,
) -> Facts:
    """What a receipt says of a visit, ready to be signed."""
    window = credited.window
    return {
        "id": uid,
        "content": content,
        "site": site,
        "received_at": rfc3339(received_at),
        "captured_at": rfc3339(credited.captured_at),
        "window": {
            "plan": plan,
            "number": window.number,
            "starts_at": rfc3339(window.starts_at),
            "ends_at": rfc3339(window.ends_at),
        },
        "credit": credited.grade.value,
        "place": placed.place.value,
    }


def sign(signer: Signer, facts: Facts) -> str:
    return signer.sign(PURPOSE, dict(facts))


def read(signed: str) -> Facts:
    """The facts of a receipt out of our own database, whose signature needs no second look."""
    _, payload, _ = signed.split(".")
    facts: Facts = json.loads(base64url.decode(payload))
    return facts
