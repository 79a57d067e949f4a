"""An inbox that is unlocked: a member's secret key for fifteen minutes, in her browser's cookie.

The cookie is encrypted under a key that this installation alone can make, and names the account and
the sign-in that it belongs to: it is worth nothing to another account, after a sign-out, or on
another installation. No server process remembers anything, so any of them can serve her next
request, and a disk that is stolen holds no cookie.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from backend.core import base64url
from backend.core.errors import Problem
from backend.staff.access import Actor
from backend.staff.device_keys import server_keys
from backend.tips.groups.rules import UNLOCKED_FOR

COOKIE = "patrol_inbox"
PATH = "/api/v1/tip-inbox"
_PURPOSE = "tip inbox 1"


@dataclass(frozen=True)
class Unlocked:
    """A member at work; `secret` is her own key, in memory for this request only."""

    account_id: int
    until: datetime
    secret: bytes = field(repr=False)


def create_cookie(actor: Actor, secret: bytes, now: datetime) -> str:
    """What her browser keeps."""
    return encrypt_claims(_PURPOSE, actor, {"secret": base64url.encode(secret)}, now + UNLOCKED_FOR)


def read_cookie(actor: Actor, cookie: str | None, now: datetime) -> Unlocked | None:
    """Whom a cookie unlocks the inbox for; None for anything that is not hers, or no longer."""
    claims = decrypt_claims(_PURPOSE, actor, cookie, now) if cookie else None
    if claims is None:
        return None
    until = datetime.fromtimestamp(claims["until"], UTC)
    return Unlocked(actor.account_id, until, base64url.decode(claims["secret"]))


def require_unlocked(unlocked: Unlocked | None) -> Unlocked:
    """Raises Problem("inbox-locked"), but only after the caller was found to be a member."""
    if unlocked is None:
        raise Problem("inbox-locked")
    return unlocked


def encrypt_claims(purpose: str, actor: Actor, claims: dict[str, Any], until: datetime) -> str:
    """Claims that only this installation reads, and only for this account and sign-in."""
    bound = {"account": actor.account_id, "session": actor.session_id}
    body = claims | bound | {"until": until.timestamp()}
    return base64url.encode(_box(purpose).encrypt(json.dumps(body).encode()))


def decrypt_claims(purpose: str, actor: Actor, text: str, now: datetime) -> dict[str, Any] | None:
    """The claims in `text`; None when they are not this person's, or have run out."""
    try:
        claims: dict[str, Any] = json.loads(_box(purpose).decrypt(base64url.decode(text)))
    except (CryptoError, ValueError):
        return None
    bound = (claims["account"], claims["session"]) == (actor.account_id, actor.session_id)
    return claims if bound and now.timestamp() < claims["until"] else None


def _box(purpose: str) -> SecretBox:
    return SecretBox(server_keys().key(purpose))
