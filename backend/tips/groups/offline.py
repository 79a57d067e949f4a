"""The escrow key, on a machine that is connected to nothing: made, split and put together again.

Three shares of SLIP-39 words, any two of which give the key back. Nothing here touches a
database; the words are on paper only, and the key in memory only.
"""

import json
import secrets
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from backend.core import base64url
from backend.tips.groups import wraps
from backend.tips.host.encryption import SUITE, public_of

SHARES, NEEDED = 3, 2


class SharesError(ValueError):
    """These shares do not give back the key; the message says why."""


def create_key() -> tuple[str, list[str]]:
    """A new escrow key: its public half for the policy, and the words of its three shares."""
    secret = secrets.token_bytes(32)
    (shares,) = generate_mnemonics(1, [(NEEDED, SHARES)], secret)
    return base64url.encode(public_of(secret)), shares


def combine_shares(shares: Sequence[str]) -> bytes:
    """The key from two shares. Raises SharesError."""
    try:
        key: bytes = combine_mnemonics([" ".join(share.lower().split()) for share in shares])
        return key
    except MnemonicError as error:
        raise SharesError(str(error)) from None


def describe_parcel(parcel_text: str) -> str:
    """What the holders see before they type: for which group, whose request, and to which key."""
    parcel = json.loads(parcel_text)
    recipient = wraps.key_digits(base64url.decode(parcel["recipient"]))
    group = f"{parcel['name']} ({parcel['group']})"
    return f"group:     {group}\nrequest:   {parcel['request']}\nsealed to: {recipient}"


def reencrypt_parcel(parcel_text: str, shares: Sequence[str]) -> str:
    """Seals anew, to the recipient whom the parcel names, every secret that it holds.

    Raises SharesError, also when the shares are those of another key.
    """
    secret = combine_shares(shares)
    parcel = json.loads(parcel_text)
    recipient = base64url.decode(parcel["recipient"])
    keys = [
        {
            "version": each["version"],
            "sealed": base64url.encode(wraps.encrypt_to(recipient, opened)),
        }
        for each in parcel["keys"]
        for opened in [_open(secret, each)]
    ]
    return json.dumps({"format": 1, "request": parcel["request"], "keys": keys}, indent=1)


def _open(secret: bytes, each: dict[str, str]) -> bytes:
    sealed = base64url.decode(each["sealed"])
    try:
        opened = SealedBox(PrivateKey(secret)).decrypt(sealed.removeprefix(SUITE))
    except (CryptoError, ValueError):
        raise SharesError("the shares are those of another key") from None
    if public_of(opened) != base64url.decode(each["public"]):
        raise SharesError("the file was altered")
    return opened
