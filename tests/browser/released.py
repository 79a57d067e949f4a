"""The product with its pages taken from the folder that DIST names: a link that a test turns.

`Releases` makes the second version out of the first: the same pages, every file under another name.
"""

import gzip
import os
import re
import shutil
from pathlib import Path

from backend.app import create_app
from backend.staff import web

# No hash of eight letters ends with the mark, though one may end with "_".
HASHED = re.compile(r"-([\w-]{8})\.(js|css)\b")
MARKED = r"-\1_second.\2"


class Releases:
    """Two versions of the built pages; `current` leads to one of them."""

    def __init__(self, folder: Path) -> None:
        self.current = folder / "current"
        self.first, self.second = folder / "first", folder / "second"
        shutil.copytree(web.DIST, self.first)
        shutil.copytree(web.DIST, self.second)
        for path in [*self.second.rglob("*.gz"), *self.second.rglob("docs*")]:
            path.unlink(missing_ok=True)
        for path in [p for p in self.second.rglob("*") if p.suffix in (".js", ".css", ".html")]:
            text = HASHED.sub(MARKED, path.read_text())
            path.unlink()
            renamed = path.with_name(HASHED.sub(MARKED, path.name))
            renamed.write_text(text)
            renamed.with_name(f"{renamed.name}.gz").write_bytes(gzip.compress(text.encode()))
        self.publish(self.first)

    def second_without(self, pattern: str) -> Path:
        """A copy of the second version that lacks the files of this pattern."""
        version = self.second.with_name("lacking")
        shutil.copytree(self.second, version)
        for path in version.glob(pattern):
            path.unlink()
        return version

    def publish(self, version: Path) -> None:
        turned = self.current.with_name("turned")
        turned.symlink_to(version)
        turned.replace(self.current)


if "DIST" in os.environ:
    web.DIST = Path(os.environ["DIST"])
    app = create_app()
