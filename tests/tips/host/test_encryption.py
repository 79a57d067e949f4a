"""The encryption: the same bytes as the browser's, opened by the right key and by no other."""

import hashlib
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from backend.core.base64url import encode
from backend.tips.host import code, contents, encryption, published
from backend.tips.host.encryption import DecryptionError
from backend.tips.host.hardening import harden
from backend.tips.host.keys import Keys
from tests.vectors.make_tips import FILE, written

pytestmark = pytest.mark.fast


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture(scope="module")
def vectors() -> Any:
    return json.loads(FILE.read_text(encoding="utf-8"))


def test_the_vectors_are_those_that_the_script_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == written()


def test_codes_and_what_is_derived_from_them(vectors: Any) -> None:
    for case in vectors["codes"]:
        assert code.read(case["entered"]) == case["digits"]
        if case["digits"]:
            root = code.root(case["digits"])
            assert (encode(root.auth), encode(root.half)) == (case["auth"], case["half"])


def test_hardening_as_in_the_vectors(vectors: Any) -> None:
    known = {name: raw(value) for name, value in vectors["hardening"].items()}
    found = harden(known["auth"], Keys(known["salt"], known["pepper"], bytes(32)))
    assert (found.lookup, found.share) == (known["lookup"], known["share"])
    other = harden(known["auth"], Keys(known["salt"], bytes(32), bytes(32)))
    assert {other.lookup, other.share}.isdisjoint({found.lookup, found.share})


def test_keys_and_wraps_as_in_the_vectors(vectors: Any) -> None:
    tip = {name: raw(value) for name, value in vectors["tip"].items()}
    half = raw(vectors["codes"][0]["half"])
    assert encryption.public_of(tip["secret"]) == tip["public"]
    assert encryption.tip_id(tip["public"]) == tip["id"]
    key = encryption.wrap_key(raw(vectors["hardening"]["share"]), half)
    assert key == tip["wrap_key"]
    assert encryption.decrypt_receipt(key, tip["receipt_wrap"], tip["public"]) == tip["secret"]
    assert len(tip["receipt_wrap"]) == encryption.RECEIPT_WRAP
    assert encryption.commitment(half) == tip["commitment"]
    group = {name: raw(value) for name, value in vectors["group"].items()}
    assert len(group["wrap"]) == encryption.GROUP_WRAP
    assert encryption.decrypt_wrap(group["secret"], group["wrap"], tip["public"]) == tip["secret"]


def test_items_and_pages_as_in_the_vectors(vectors: Any) -> None:
    secret, public = raw(vectors["tip"]["secret"]), raw(vectors["tip"]["public"])
    for item in vectors["items"]:
        sealed = raw(item["sealed"])
        assert encryption.fits(sealed, item["block"])
        assert encryption.decrypt_item(secret, public, raw(item["id"]), sealed) == raw(
            item["plain"]
        )
    page = {name: raw(value) for name, value in vectors["page"].items()}
    assert hashlib.sha256(page["sealed"]).digest() == page["sealed_sha256"]
    assert encryption.answer_key(page["share"]) == page["key"]
    assert encryption.decrypt_answer(page["share"], page["sealed"]) == page["plain"]


def test_the_fingerprint_as_in_the_vectors(vectors: Any) -> None:
    known = vectors["fingerprint"]
    assert published.fingerprint(known["groups"]) == known["text"]
    assert published.fingerprint(known["groups"][::-1]) == known["text"]


def test_nothing_opens_for_another_key_tip_or_id() -> None:
    (public, secret), (other_public, other_secret) = encryption.new_pair(), encryption.new_pair()
    group, group_secret = encryption.new_pair()
    item_id = b"i" * 16
    sealed = encryption.encrypt_item(public, item_id, b"text")
    assert encryption.decrypt_item(secret, public, item_id, sealed) == b"text"
    receipt = encryption.encrypt_receipt(b"k" * 32, secret, public)
    wrap = encryption.encrypt_wrap(group, secret)
    for attempt in (
        lambda: encryption.decrypt_item(other_secret, public, item_id, sealed),
        lambda: encryption.decrypt_item(secret, other_public, item_id, sealed),
        lambda: encryption.decrypt_item(secret, public, b"j" * 16, sealed),
        lambda: encryption.decrypt_item(secret, public, item_id, b"\x02" + sealed[1:]),
        lambda: encryption.decrypt_receipt(b"l" * 32, receipt, public),
        lambda: encryption.decrypt_receipt(b"k" * 32, receipt, other_public),
        lambda: encryption.decrypt_receipt(b"k" * 32, receipt[:-1], public),
        lambda: encryption.decrypt_wrap(other_secret, wrap, public),
        lambda: encryption.decrypt_wrap(group_secret, wrap, other_public),
        lambda: encryption.decrypt_wrap(
            group_secret, encryption.encrypt_wrap(group, other_secret), public
        ),
        lambda: encryption.decrypt_answer(b"s" * 32, encryption.encrypt_answer(b"t" * 32, b"{}")),
    ):
        with pytest.raises(DecryptionError):
            attempt()


def test_no_byte_of_an_item_may_change() -> None:
    public, secret = encryption.new_pair()
    sealed = encryption.encrypt_item(public, b"i" * 16, b"text")
    for place in (*range(encryption.ITEM_HEAD + 20), len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(DecryptionError):
            encryption.decrypt_item(secret, public, b"i" * 16, bytes(changed))


@pytest.mark.parametrize("size", (0, 1, 4094, 4095, 4096, 8191))
def test_lengths_tell_only_how_many_blocks(size: int) -> None:
    content = b"\x80" * size
    padded = encryption.pad(content, encryption.TEXT_BLOCK)
    assert len(padded) == 4096 * (size // 4096 + 1)
    assert encryption.unpad(padded) == content


@pytest.mark.parametrize("padded", (b"", bytes(16), b"abc", b"\x80abc"))
def test_what_was_not_padded_is_told(padded: bytes) -> None:
    with pytest.raises(DecryptionError):
        encryption.unpad(padded)


def test_every_answer_has_one_length() -> None:
    answers = [encryption.encrypt_answer(b"s" * 32, b"x" * size) for size in (0, 1, 65494)]
    assert {len(answer) for answer in answers} == {encryption.ANSWER}
    assert encryption.decrypt_answer(b"s" * 32, answers[2]) == b"x" * 65494


def test_contents_are_read_as_they_were_written() -> None:
    text = {"kind": "message", "n": 3, "text": "昨夜"}
    assert contents.read_text(contents.text_bytes(text)) == text
    head = {"n": 4, "from": "citizen", "removed": {"position": True}}
    assert contents.read_photo(contents.photo_bytes(head, b"\xff\xd8")) == (
        {"kind": "photo", **head},
        b"\xff\xd8",
    )


@pytest.mark.parametrize(
    "plain",
    (b"", b"[]", b"{}", b'{"kind":"x","n":1}', b'{"kind":"reply"}', b'{"kind":"reply","n":true}')
    + (b'{"kind":"reply","n":-1}', b"\xff", b"[" * 100_000, b'{"kind":["reply"],"n":1}'),
)
def test_what_is_no_content_is_told(plain: bytes) -> None:
    for read in (contents.read_text, contents.read_photo):
        with pytest.raises(DecryptionError):
            read(plain)
    with pytest.raises(DecryptionError):
        contents.read_photo(len(plain).to_bytes(4) + plain)
