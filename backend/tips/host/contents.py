"""What an item holds once it is decrypted: texts as JSON, photos as a JSON head and a JPEG.

| kind      | by      | members                                             |
|-----------|---------|-----------------------------------------------------|
| report    | citizen | n, category, text, when, place, not_to: [group ids] |
| message   | citizen | n, text                                             |
| waive     | citizen | n                                                   |
| reply     | handler | n, text                                             |
| status    | handler | n, status (one of STATUSES)                         |
| reward    | handler | n, state, amount, voucher, claim_by                 |
| redaction | handler | n and what the handler kept of the statement         |
| photo     | both    | n, from, removed: {position, device, time}          |

`n` is one more than the greatest that the writer knows. A citizen's browser may have encrypted
anything at all: `read_text` and `read_photo` promise no more than the form above, and whoever shows
a text must escape it.
"""

import json
from typing import Any

from backend.tips.host.encryption import DecryptionError

STATUSES = (
    "received",
    "assigned",
    "checking",
    "need_info",
    "verified",
    "not_verified",
    "transferred",
    "duplicate",
    "out_of_scope",
    "closed",
)
REWARD_STATES = ("under_review", "granted", "refused", "paid", "expired", "waived")
KINDS = frozenset(("report", "message", "waive", "reply", "status", "reward", "redaction", "photo"))
N_MAX = 1_000_000
LENGTH = 4

Content = dict[str, Any]


def text_bytes(content: Content) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def photo_bytes(head: Content, jpeg: bytes) -> bytes:
    described = text_bytes({"kind": "photo", **head})
    return len(described).to_bytes(LENGTH) + described + jpeg


def read_text(plain: bytes) -> Content:
    """The content of a text item. Raises DecryptionError for any other bytes."""
    try:
        content = json.loads(plain)
    except (ValueError, RecursionError) as error:
        raise DecryptionError("no text item") from error
    if not isinstance(content, dict):
        raise DecryptionError("no text item")
    kind, number = content.get("kind"), content.get("n")
    if not isinstance(kind, str) or kind not in KINDS:
        raise DecryptionError("no text item")
    if type(number) is not int or not 0 <= number <= N_MAX:
        raise DecryptionError("no text item")
    return content


def read_photo(plain: bytes) -> tuple[Content, bytes]:
    """The head and the JPEG of a photo item. Raises DecryptionError for any other bytes."""
    end = LENGTH + int.from_bytes(plain[:LENGTH])
    if len(plain) < end:
        raise DecryptionError("no photo item")
    head = read_text(plain[LENGTH:end])
    if head["kind"] != "photo":
        raise DecryptionError("no photo item")
    return head, plain[end:]
