"""One module of the H5 in a real browser, without the pages around it.

module = Bundled("device/photo.ts", tmp_path)
module.serve(page)
page.evaluate(f"import('{module.url}').then(({ takePhoto }) => …)")
"""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.support.served import ROOT

PREFIX = "/module-under-test/"


@dataclass
class Bundled:
    """The module as the build would pack it, and files of a test beside it."""

    source: str
    folder: Path

    @property
    def url(self) -> str:
        return f"{PREFIX}{Path(self.source).stem}.js"

    def serve(self, page: Page) -> None:
        """Answer for the server at addresses that it does not know."""
        page.route(f"**{PREFIX}*", self._answer)
        page.goto("/healthz")

    def _answer(self, route: Route) -> None:
        name = Path(urlsplit(route.request.url).path).name
        if name in (built := pack(self.source)):
            route.fulfill(body=built[name], content_type="text/javascript")
        else:
            route.fulfill(path=self.folder / name)


@cache
def pack(source: str) -> dict[str, bytes]:
    """The files that the build makes of a module, by their names; once for all tests."""
    with TemporaryDirectory() as folder:
        command = ["bin/with-node", "h5/node_modules/.bin/rolldown", str(ROOT / "h5/src" / source)]
        command += ["--dir", folder, "--format", "esm", "--log-level", "warn"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}
