"""Keys are derived the same way for ever: phones hold them, and sealed files wait on paper."""

from base64 import urlsafe_b64decode
from pathlib import Path
from uuid import UUID

import pytest
from nacl.public import PublicKey, SealedBox

from backend.core.signing import Signer, create_key, load_signer
from backend.staff.device_keys import ServerKeys, load_server_keys

pytestmark = pytest.mark.fast

OURS, THEIRS = ServerKeys(b"o" * 32), ServerKeys(b"t" * 32)
DEVICE = UUID("7d9f0a52-6f0e-4c57-9a75-0b7e3f6f2d11")


def box(keys: ServerKeys) -> SealedBox:
    """What a phone makes of the public key that it was given."""
    return SealedBox(PublicKey(urlsafe_b64decode(keys.public + "=")))


def test_a_key_made_today_is_the_one_of_years_ago() -> None:
    assert OURS.device_key(7, DEVICE).hex() == (
        "3b635fcf0c51d1e0263afeccdfe9c414fd2dd2fc68d1a6fc1bd0a281cd485ca9"
    )
    assert OURS.public == "T_g11EZO4ogT8X9kkCOv2aCYAafLg7wOzA__QCxV0SY"


def test_every_account_device_and_installation_has_a_key_of_its_own() -> None:
    keys = {
        keys.device_key(account_id, device)
        for keys in (OURS, THEIRS)
        for account_id in (1, 11)
        for device in (DEVICE, UUID(int=0))
    }
    assert len(keys) == 8
    assert {len(key) for key in keys} == {32}


def test_what_was_sealed_to_us_opens_here_alone() -> None:
    sealed = box(OURS).encrypt("出租屋 17 号".encode())
    assert OURS.decrypt(sealed) == "出租屋 17 号".encode()
    assert THEIRS.decrypt(sealed) is None


@pytest.mark.parametrize("sealed", (b"", b"x", bytes(47), bytes(48), bytes(200)))
def test_what_nobody_sealed_does_not_open(sealed: bytes) -> None:
    assert OURS.decrypt(sealed) is None


def test_no_byte_of_a_sealed_box_may_change() -> None:
    sealed = box(OURS).encrypt(b"visit")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert OURS.decrypt(bytes(changed)) is None


def test_signer_and_server_keys_come_from_one_file(tmp_path: Path) -> None:
    create_key(tmp_path)
    assert load_server_keys(tmp_path).public == load_server_keys(tmp_path).public
    assert load_server_keys(tmp_path).public != load_signer(tmp_path).public
    assert Signer(b"o" * 32).public != OURS.public
