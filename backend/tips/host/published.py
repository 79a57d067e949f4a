"""The files by which places, groups, their public keys and paid vouchers reach the citizens' host.

The staff's side writes published.json, map.json and paid.json, each whole and at once; the
citizens' host reads them when they have changed and knows nothing else of the county. Written only
when it is sound, and a published.json that is not sound is not read.
"""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from backend.core.errors import Problem
from backend.tips.host.rules import Retention
from backend.tips.host.schemas import PaidListsSchema, PublishedSchema

PUBLISHED, MAP, PAID = "published.json", "map.json", "paid.json"
NO_MAP = b'{"villages":[],"towns":[]}'
NO_LISTS = b'{"format":1,"lists":[]}'


@dataclass(frozen=True)
class Published:
    """One state of the file: its very bytes, and what the server asks of it."""

    body: bytes
    etag: str
    content: dict[str, Any]

    @property
    def retention(self) -> Retention:
        return Retention(**self.content["retention"])

    def version(self, group_id: str) -> int | None:
        """The present version of a group's key; None for a group that is not published."""
        versions: dict[str, int] = {each["id"]: each["version"] for each in self.content["groups"]}
        return versions.get(group_id)

    def due_days(self, group_id: str) -> int:
        """The days that the group has: the server does not know a tip's category."""
        days: list[int] = [
            each["due_days"] for each in self.content["categories"] if group_id in each["groups"]
        ]
        return max(days, default=self.retention.closed_days)


class PublishedFiles:
    """Reads the files in a folder again when they have changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._read: Published | None = None

    def published(self) -> Published:
        """The file as it is now. Raises Problem("tip-not-ready") while there is none."""
        path = self._folder / PUBLISHED
        try:
            facts = path.stat()
            seen = (facts.st_mtime_ns, facts.st_ino)
            if self._read is None or seen != self._seen:
                self._read, self._seen = read(path.read_bytes()), seen
        except (OSError, ValueError):
            raise Problem("tip-not-ready") from None
        return self._read

    def map(self) -> bytes:
        """Outlines of villages and towns; none while there is no file."""
        return self._bytes(MAP, NO_MAP)

    def paid(self) -> bytes:
        """The lists of paid vouchers; none while there is no file."""
        return self._bytes(PAID, NO_LISTS)

    def _bytes(self, name: str, otherwise: bytes) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return otherwise


def read(body: bytes) -> Published:
    """The state in `body`. Raises ValueError for what is no sound file."""
    content = json.loads(body)
    _check(PublishedSchema(), content)
    return Published(body, hashlib.sha256(body).hexdigest()[:32], content)


def write(folder: Path, content: dict[str, Any], outlines: dict[str, Any]) -> None:
    """Publishes both files. Raises ValueError for what is not sound, and leaves the old ones."""
    body = _dump(content)
    read(body)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    _replace(folder / MAP, _dump(outlines))
    _replace(folder / PUBLISHED, body)


def write_paid(folder: Path, content: dict[str, Any]) -> None:
    """Publishes the lists. Raises ValueError for what is not sound, and leaves the old ones."""
    _check(PaidListsSchema(), content)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    _replace(folder / PAID, _dump(content))


def fingerprint(groups: list[dict[str, Any]]) -> str:
    """Twelve groups of four digits over all keys: for a poster, and to compare by eye."""
    keys = sorted((each["id"], each["version"], each["key"]) for each in groups)
    digest = hashlib.blake2b(_dump(keys), digest_size=32, person=b"p369 groups 1").digest()
    digits = str(int.from_bytes(digest) % 10**48).zfill(48)
    return " ".join(digits[at : at + 4] for at in range(0, 48, 4))


def _check(schema: Schema, content: Any) -> None:
    try:
        schema.load(content)
    except ValidationError as error:
        raise ValueError(f"not a published file: {error.messages}") from None


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _replace(path: Path, body: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        os.fchmod(file.fileno(), 0o640)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
