"""Who wrote an item: the staff's carry a stamp that only this installation can make.

Whoever knows a tip's public key can write into its thread, as her browser does. A status or a
reward that a browser wrote itself has no stamp, and is for the staff as if it were not there.
"""

import hmac
from typing import Any

from backend.core import base64url
from backend.staff.device_keys import server_keys
from backend.tips.host.contents import text_bytes
from backend.tips.inbox.reading import CITIZEN

STAFF = ("reply", "status", "reward", "redaction")
_PURPOSE = "tip items 1"


def stamped(tip_id: bytes, item_id: bytes, content: dict[str, Any]) -> dict[str, Any]:
    return content | {"by": _stamp(tip_id, item_id, content)}


def is_genuine(tip_id: bytes, item_id: bytes, content: dict[str, Any]) -> bool:
    """Whether an item was written by whom its kind says; all that citizens write is theirs.

    `content` is what `reading.read` made of it.
    """
    if content["kind"] in CITIZEN:
        return True
    bare = {name: value for name, value in content.items() if name != "by"}
    given = content.get("by")
    good = _stamp(tip_id, item_id, bare)
    return isinstance(given, str) and hmac.compare_digest(given.encode(), good.encode())


def _stamp(tip_id: bytes, item_id: bytes, content: dict[str, Any]) -> str:
    ordered = dict(sorted(content.items()))
    key = server_keys().key(_PURPOSE)
    return base64url.encode(hmac.digest(key, tip_id + item_id + text_bytes(ordered), "sha256"))
