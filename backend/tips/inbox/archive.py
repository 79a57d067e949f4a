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

    `redacted` leaves out the report, the citizen's messages and the photos.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        text = json.dumps(_document(thread, redacted), ensure_ascii=False, indent=2)
        packed.writestr(zipfile.ZipInfo("tip.json", _STAMP), text)
        for number, row in enumerate(() if redacted else thread.photos, 1):
            name = f"photos/{number:02d}.jpg"
            packed.writestr(zipfile.ZipInfo(name, _STAMP), read_photo(thread, row.id))
    return out.getvalue()


def read_photo(thread: Thread, item_id: bytes) -> bytes:
    """The JPEG of a photo; opened in memory. Raises Problem("not-found")."""
    row = handling.item_of(thread.tip.id, item_id)
    if row is None or not row.photo:
        raise Problem("not-found")
    try:
        plain = encryption.decrypt_item(thread.secret, thread.tip.public, row.id, row.sealed)
        _, jpeg = contents.read_photo(plain)
    except encryption.DecryptionError:
        raise Problem("not-found") from None
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
    }
