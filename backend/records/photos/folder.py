"""Photos in a folder: what a put has returned for is on the disk, name and all."""

import os
import tempfile
from pathlib import Path

from backend.records.photos.storage import PART, NotStored, checked

ORIGINALS = "o/"


class FolderStorage:
    """Keeps each object as a file below `root`; readable by the server's user only.

    Where it is `shared`, the group of `root` may read pictures made for others to see, too, but
    never an original, and may list no folder.
    """

    def __init__(self, root: Path, *, shared: bool = False) -> None:
        self.root = root.resolve()
        self._shared = shared
        self.incoming = self.root / "incoming"
        # Folders whose own names this process knows to be on the disk.
        self._durable: set[Path] = set()

    def put_file(self, key: str, path: Path) -> None:
        target = self._path(key)
        if self._shared and not key.startswith(ORIGINALS):
            path.chmod(0o640)
        _sync(path)
        self._make_folder(target.parent)
        path.replace(target)
        _sync(target.parent)

    def put_bytes(self, key: str, content: bytes) -> None:
        self._path(key)  # before anything is written
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.incoming, suffix=PART)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            self.put_file(key, temporary)
        finally:
            temporary.unlink(missing_ok=True)

    def read(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotStored(key) from error

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        target = self._path(key)
        target.unlink(missing_ok=True)
        if target.parent.exists():
            _sync(target.parent)

    def _path(self, key: str) -> Path:
        path = self.root / checked(key)
        # A link laid into the folder by hand could still lead elsewhere.
        if not path.resolve().is_relative_to(self.root):
            raise ValueError(f"not a key: {key!r}")
        return path

    def _make_folder(self, folder: Path) -> None:
        """Makes a folder and puts its name on the disk, and so on up to the root.

        Finding a folder there is no proof: another process may have made it a moment ago
        and not have come to syncing its parent yet.
        """
        if folder in self._durable:
            return
        if folder != self.root:
            self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._shared and self.root / "o" not in (folder, folder.parent):
            folder.chmod(0o2710)  # what is made in it belongs to the group as well
        _sync(folder.parent)
        self._durable.add(folder)


def _sync(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
