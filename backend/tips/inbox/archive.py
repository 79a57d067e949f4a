"""One tip as a file: for the case file, once, and on record."""

import io
import json
import zipfile
from typing import Any

from backend.core.errors import Problem
from backend.tips.host import contents, encryption, handling
from backend.tips.inbox.threads import Thread

# What is the same in each archive, so that the file tells nothing of when it was made.
_STAMP = (1980, 1, 1, 0, 0, 0)
_HIDDEN = ("by", "voucher")


def create_archive(thread: Thread, *, redacted: bool) -> bytes:
    """A ZIP with the thread as JSON and its photos; the voucher is left out.

    `redacted` leaves out the statement, the citizen's messages and the photos. A photo that cannot
    be read is named among `unreadable_photos`.
    """
    out = io.BytesIO()
    document = _document(thread, redacted)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, row in enumerate(() if redacted else thread.photos, 1):
            name, jpeg = f"photos/{number:02d}.jpg", _picture(thread, row.id)
            if jpeg is None:
                document["unreadable_photos"].append(name)
            else:
                packed.writestr(zipfile.ZipInfo(name, _STAMP), jpeg)
        text = json.dumps(document, ensure_ascii=False, indent=2)
        packed.writestr(zipfile.ZipInfo("tip.json", _STAMP), text)
    return out.getvalue()


def read_photo(thread: Thread, item_id: bytes) -> bytes:
    """The JPEG of a photo; opened in memory. Raises Problem("not-found")."""
    jpeg = _picture(thread, item_id)
    if jpeg is None:
        raise Problem("not-found")
    return jpeg


def _picture(thread: Thread, item_id: bytes) -> bytes | None:
    """None for what is no photo of ours."""
    row = handling.item_of(thread.tip.id, item_id)
    if row is None or not row.photo:
        return None
    try:
        plain = encryption.decrypt_item(thread.secret, thread.tip.public, row.id, row.sealed)
        _, jpeg = contents.read_photo(plain)
    except encryption.DecryptionError:
        return None
    return jpeg


def _document(thread: Thread, redacted: bool) -> dict[str, Any]:
    entries = [
        {"day": each.day.isoformat()}
        | {name: value for name, value in each.content.items() if name not in _HIDDEN}
        for each in thread.entries
        if not (redacted and each.content["kind"] in ("report", "message"))
    ]
    tip = thread.tip
    return {
        "tip": tip.id.hex(),
        "day": tip.day.isoformat(),
        "state": tip.state,
        "status": thread.status,
        "redacted": redacted,
        "entries": entries,
        "unreadable_photos": [],
    }
