"""Receipts: what the server signs for a visit."""

import json
from datetime import datetime
from typing import Any

from backend.core import base64url
from backend.core.signing import Signer
from backend.core.wire import rfc3339
from backend.patrol.checkins.rules import Credited, Placed

PURPOSE = "receipt+jwt"


def facts(
    *,
    uid: str,
    content: str,
    site: int,
    received_at: datetime,
    plan: str,
    credited: Credited,
    placed: Placed,
) -> dict[str, Any]:
    """The immutable part of a receipt, ready to be signed. Times RFC 3339, UTC."""
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
        "place": placed.verdict.value,
    }


def sign(signer: Signer, claims: dict[str, Any]) -> str:
    return signer.sign(PURPOSE, claims)


def read(signed: str) -> dict[str, Any]:
    """The facts of a receipt out of our own database, whose signature needs no second look."""
    _, payload, _ = signed.split(".")
    facts: dict[str, Any] = json.loads(base64url.decode(payload))
    return facts
