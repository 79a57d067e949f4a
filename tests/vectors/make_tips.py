"""Writes tips.json: codes, keys and seals of a tip, for the server and the browser alike.

    python -m tests.vectors.make_tips

Everything random is fixed here, so the file is always the same; and everything is put together
from libsodium's own functions, not from `backend/tips/host/`, which has to open it. Bytes are
base64url without padding. A browser that is given `ephemeral`, `item_key` and `nonce` writes
these bytes.

    {"codes": [{"entered", "digits" or null, "auth", "half"}, ...],
     "hardening": {"auth", "salt", "pepper", "lookup", "share"},
     "tip": {"secret", "public", "id", "wrap_key", "nonce", "receipt_wrap", "commitment"},
     "group": {"secret", "public", "ephemeral", "wrap"},
     "items": [{"id", "block", "plain", "ephemeral", "item_key", "nonce", "sealed"}, ...],
     "page": {"share", "key", "nonce", "plain", "sealed_sha256", "sealed"},
     "fingerprint": {"groups", "text"},
     "voucher": {"code", "paid_digest"}}
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from nacl import bindings, pwhash

FILE = Path(__file__).with_name("tips.json")
SUITE = b"\x01"


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def chance(name: str, size: int = 32) -> bytes:
    """Bytes that look random and are always the same."""
    return hashlib.shake_256(f"patrol369 tips vectors {name}".encode()).digest(size)


def blake(content: bytes, person: str, size: int = 32, key: bytes = b"") -> bytes:
    return hashlib.blake2b(content, digest_size=size, person=person.encode(), key=key).digest()


def sealed_box(public: bytes, content: bytes, ephemeral: bytes) -> bytes:
    ours = bindings.crypto_scalarmult_base(ephemeral)
    nonce = hashlib.blake2b(ours + public, digest_size=24).digest()
    return bytes(ours + bindings.crypto_box(content, nonce, public, ephemeral))


def aead(key: bytes, nonce: bytes, content: bytes, beside: bytes) -> bytes:
    return nonce + bytes(
        bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(content, beside, nonce, key)
    )


def codes() -> list[dict[str, Any]]:
    known = "1234567890123456789012345"[:24]
    whole = known + str(damm(known))
    wrong = whole[:-1] + str((int(whole[-1]) + 1) % 10)
    grouped = "-".join(whole[at : at + 5] for at in range(0, 25, 5))
    wide = grouped.translate(str.maketrans("0123456789-", "０１２３４５６７８９　"))
    swapped = whole[1] + whole[0] + whole[2:]
    zeros = "0" * 25
    entries = [(e, whole) for e in (whole, grouped, wide, f" {whole[:10]} {whole[10:]}\n")]
    entries += [(zeros, zeros)]
    refused = (wrong, swapped, whole[:-1], whole + "0", "", "abc", whole.replace("1", "x"))
    return [described(entered, digits) for entered, digits in entries] + [
        described(entered, None) for entered in refused
    ]


def damm(digits: str) -> int:
    """By H. M. Damm's own table of order 10, written as one string of its rows."""
    table = (
        "0317598642" "7092154863" "4206871359" "1750983426" "6123045978"
        "3674209581" "5869720134" "8945362017" "9438617205" "2581436790"
    )  # fmt: skip
    interim = 0
    for digit in digits:
        interim = int(table[10 * interim + int(digit)])
    return interim


def described(entered: str, digits: str | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"entered": entered, "digits": digits}
    if digits:
        root = blake(digits.encode(), "p369 tip code 1", 64)
        entry |= {"auth": text(root[:32]), "half": text(root[32:])}
    return entry


def item(public: bytes, name: str, content: bytes, block: int) -> dict[str, Any]:
    item_id, key = chance(f"{name} id", 16), chance(f"{name} key")
    ephemeral, nonce = chance(f"{name} ephemeral"), chance(f"{name} nonce", 24)
    padded = content + b"\x80" + bytes(-(len(content) + 1) % block)
    beside = b"p369 item 1" + public + item_id
    sealed = SUITE + sealed_box(public, key, ephemeral) + aead(key, nonce, padded, beside)
    return {
        "id": text(item_id),
        "block": block,
        "plain": text(content),
        "ephemeral": text(ephemeral),
        "item_key": text(key),
        "nonce": text(nonce),
        "sealed": text(sealed),
    }


def items(public: bytes) -> list[dict[str, Any]]:
    report = {
        "kind": "report",
        "n": 1,
        "category": "mine",
        "text": "夜里有人在封过的矿井口装车。",
        "when": "昨天夜里",
        "place": {"mode": "village", "village": "350481100201", "words": ""},
    }
    full = {"kind": "message", "n": 2, "text": "x" * (4096 - 37)}
    texts = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (report, full)]
    removed = {"position": True, "device": True, "time": False}
    head = json.dumps(
        {"kind": "photo", "n": 3, "from": "citizen", "removed": removed}, separators=(",", ":")
    ).encode()
    photo = len(head).to_bytes(4) + head + b"\xff\xd8\xff\xd9"
    return [
        item(public, "report", texts[0].encode(), 4096),
        item(public, "block", texts[1].encode(), 4096),
        item(public, "photo", photo, 65536),
    ]


def hardening(auth: bytes) -> dict[str, bytes]:
    salt, pepper = chance("salt", 16), chance("pepper")
    master = pwhash.argon2id.kdf(64, auth, salt, opslimit=3, memlimit=64 * 1024 * 1024)
    lookup = blake(master, "p369 lookup 1", key=pepper)
    share = blake(master, "p369 share 1", key=pepper)
    return {"auth": auth, "salt": salt, "pepper": pepper, "lookup": lookup, "share": share}


def page(share: bytes) -> dict[str, Any]:
    key, nonce = blake(share, "p369 page 1"), chance("page nonce", 24)
    content = b'{"state":"open","items":[],"more":false}'
    room = 65536 - 1 - 24 - 16
    sealed = SUITE + aead(key, nonce, content + b"\x80" + bytes(room - len(content) - 1), b"")
    return {
        "share": text(share),
        "key": text(key),
        "nonce": text(nonce),
        "plain": text(content),
        "sealed_sha256": text(hashlib.sha256(sealed).digest()),
        "sealed": text(sealed),
    }


def fingerprints() -> dict[str, Any]:
    groups = [
        {"id": chance(f"group {n}", 16).hex(), "version": n, "key": text(chance(f"key {n}"))}
        for n in (2, 1)
    ]
    keys = sorted([each["id"], each["version"], each["key"]] for each in groups)
    digest = blake(json.dumps(keys, separators=(",", ":")).encode(), "p369 groups 1")
    digits = str(int.from_bytes(digest) % 10**48).zfill(48)
    return {"groups": groups, "text": " ".join(digits[at : at + 4] for at in range(0, 48, 4))}


def voucher() -> dict[str, str]:
    code = "K4TQ9-2QX7M-3ABCD-EFGHJ-KMNPQ"
    return {
        "code": code,
        "paid_digest": text(blake(code.replace("-", "").encode(), "p369 paid 1", 12)),
    }


def vectors() -> dict[str, Any]:
    whole = codes()[0]["digits"]
    root = blake(whole.encode(), "p369 tip code 1", 64)
    hard = hardening(root[:32])
    secret = chance("tip secret")
    public = bindings.crypto_scalarmult_base(secret)
    wrap_key = blake(hard["share"] + root[32:], "p369 wrap 1")
    nonce = chance("receipt nonce", 24)
    group, ephemeral = chance("group secret"), chance("group ephemeral")
    group_public = bindings.crypto_scalarmult_base(group)
    tip = {
        "secret": secret,
        "public": public,
        "id": blake(public, "p369 tip id 1", 16),
        "wrap_key": wrap_key,
        "nonce": nonce,
        "receipt_wrap": SUITE + aead(wrap_key, nonce, secret, public),
        "commitment": blake(root[32:], "p369 slip 1"),
    }
    held = {
        "secret": group,
        "public": group_public,
        "ephemeral": ephemeral,
        "wrap": SUITE + sealed_box(group_public, secret, ephemeral),
    }
    return {
        "codes": codes(),
        "hardening": {name: text(value) for name, value in hard.items()},
        "tip": {name: text(value) for name, value in tip.items()},
        "group": {name: text(value) for name, value in held.items()},
        "items": items(public),
        "page": page(hard["share"]),
        "fingerprint": fingerprints(),
        "voucher": voucher(),
    }


def written() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
