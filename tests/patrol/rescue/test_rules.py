"""What is a parcel, and that no byte of one may change."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from uuid import UUID

import pytest
from nacl.public import PrivateKey, SealedBox

from backend.patrol.rescue import rules
from backend.patrol.rescue.rules import What
from backend.staff.device_keys import ServerKeys
from tests.support.device import PHOTO, VISIT, Device

pytestmark = pytest.mark.fast

OURS = ServerKeys(b"o" * 32)
UID = UUID("7d9f0a52-6f0e-4c57-9a75-0b7e3f6f2d11")
PHONE = Device(str(UID), OURS.device_key(7, UID), urlsafe_b64decode(OURS.public + "="))
PARCEL = PHONE.parcel(VISIT, b"a visit")
FROM_PHONE = json.loads((Path(__file__).parents[2] / "vectors/parcel.json").read_text())


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(parcel: bytes, key: bytes = PHONE.key) -> bytes | None:
    """What is inside for whoever holds both keys."""
    box = rules.box_in(parcel, key) if rules.head_of(parcel) else None
    return OURS.decrypt(box) if box is not None else None


@pytest.mark.parametrize(("what", "head"), ((VISIT, What.VISIT), (PHOTO, What.PHOTO)))
def test_a_parcel_opens(what: int, head: What) -> None:
    parcel = PHONE.parcel(what, b"inside")
    assert rules.head_of(parcel) == rules.head_of(parcel[: rules.HEAD_BYTES]) == (UID, head)
    assert opened(parcel) == b"inside"
    assert len(parcel) == len(b"inside") + rules.OVERHEAD_BYTES


def test_the_same_visit_is_sealed_another_way_each_time() -> None:
    assert PHONE.parcel(VISIT, b"a visit") != PARCEL
    assert b"a visit" not in PARCEL


def test_no_byte_of_it_may_change() -> None:
    for place in range(len(PARCEL)):
        for change in (1, 128):
            altered = bytearray(PARCEL)
            altered[place] ^= change
            head = rules.head_of(bytes(altered))
            assert opened(bytes(altered)) is None or head is None or head.device != UID


def test_nothing_may_be_missing_or_follow() -> None:
    for length in range(len(PARCEL)):
        assert opened(PARCEL[:length]) is None
    assert opened(PARCEL + b"\x00") is None


def test_another_phone_cannot_make_one_in_her_name() -> None:
    thief = Device(PHONE.uid, OURS.device_key(8, UID), PHONE.seal_key)
    assert opened(thief.parcel(VISIT, b"a visit")) is None


def test_what_was_sealed_to_another_server_does_not_open() -> None:
    theirs = urlsafe_b64decode(ServerKeys(b"t" * 32).public + "=")
    assert opened(Device(PHONE.uid, PHONE.key, theirs).parcel(VISIT, b"a visit")) is None


@pytest.mark.parametrize("what", (0, 3, 255))
def test_there_are_visits_and_photos_and_nothing_else(what: int) -> None:
    assert rules.head_of(PHONE.parcel(what, b"x")) is None


@pytest.mark.parametrize("case", FROM_PHONE["parcels"], ids=lambda case: case["what"])
def test_what_the_phones_own_code_sealed_is_taken(case: dict[str, str]) -> None:
    parcel, key = raw(case["parcel"]), raw(FROM_PHONE["key"])
    assert rules.head_of(parcel) == (UUID(FROM_PHONE["device"]), What[case["what"].upper()])
    box = rules.box_in(parcel, key)
    assert box is not None
    assert SealedBox(PrivateKey(raw(FROM_PHONE["server_secret"]))).decrypt(box) == raw(
        case["payload"]
    )
