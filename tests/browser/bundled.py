"""One module of the H5 in a real browser, without the pages around it.

module = Bundled("device/photo.ts", tmp_path)
module.serve(page)
page.evaluate(f"import('{module.url}').then(({ takePhoto }) => …)")
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path
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
        """Build, and answer for the server at addresses that it does not know."""
        entry = ROOT / "h5/src" / self.source
        command = ["bin/with-node", "h5/node_modules/.bin/rolldown", str(entry)]
        command += ["--dir", str(self.folder), "--format", "esm", "--log-level", "warn"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        page.route(f"**{PREFIX}*", self._answer)
        page.goto("/healthz")

    def _answer(self, route: Route) -> None:
        route.fulfill(path=self.folder / Path(urlsplit(route.request.url).path).name)
