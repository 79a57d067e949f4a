"""A phone with a device key: the marks that it burns into photos, the parcels that it seals."""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from nacl.public import PublicKey, SealedBox

from backend.patrol.checkins.marks import Mark, code_of
from tests.support.builders import Person

VISIT, PHOTO = 1, 2


@dataclass(frozen=True)
class Device:
    """What a phone keeps of the answer to its registration."""

    uid: str
    key: bytes
    seal_key: bytes

    def photo(
        self,
        document: dict[str, Any],
        content: bytes,
        *,
        at: str = "2026-11-24T03:58:00Z",
        fix: str | None = "117.35000,26.00000",
        original: str | None = "a" * 64,
        note: str = "",
    ) -> dict[str, Any]:
        """The announcement of a photo with a genuine mark, in a document of format 2."""
        mark = Mark(document["id"], at, document["site"], fix, original)
        return {
            "sha256": hashlib.sha256(content).hexdigest(),
            "original_sha256": original,
            "source": "camera",
            "note": note,
            "mark": {"at": at, "fix": fix, "code": code_of(self.key, mark)},
        }

    def sign(self, document: dict[str, Any], *contents: bytes, **parts: Any) -> dict[str, Any]:
        """The same visit in format 2, with marked photos."""
        photos = [self.photo(document, content, **parts) for content in contents]
        return document | {"format": 2, "device": self.uid, "photos": photos}

    def parcel(self, what: int, payload: bytes) -> bytes:
        """A payload that others may carry, but neither read nor alter."""
        sealed = SealedBox(PublicKey(self.seal_key)).encrypt(payload)
        return self.closed(b"P369\x01" + UUID(self.uid).bytes + bytes((what,)) + sealed)

    def closed(self, content: bytes) -> bytes:
        """Anything at all, under the MAC of this device."""
        return content + hmac.digest(self.key, b"patrol369 rescue 1" + content, "sha256")


def register(client: FlaskClient, person: Person, uid: str = "") -> Device:
    """Registers a phone of this person's."""
    uid = uid or str(uuid4())
    answer = client.put(f"/api/v1/devices/{uid}", json={"name": "phone"}, headers=person.headers)
    return device_of(answer.get_json())


def device_of(answer: dict[str, Any]) -> Device:
    key, seal_key = (urlsafe_b64decode(answer[name] + "=") for name in ("key", "seal_key"))
    return Device(answer["id"], key, seal_key)
