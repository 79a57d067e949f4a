"""The tour of the API is run as it stands in its page, against the served product."""

import os
import re
import subprocess
from pathlib import Path

from tests.browser.conftest import Product

ROOT = Path(__file__).parents[2]


def test_the_tour_runs_as_it_is_written(product: Product, tmp_path: Path) -> None:
    page = (ROOT / "docs/api-tour.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```sh\n(.*?)```", page, flags=re.DOTALL)
    script = block.replace("http://localhost:8000", product.url)
    assert script != block
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = list(filter(None, done.stdout.splitlines()))
    receipt, photo, looked_up, figures, visits = answers
    assert '"signed"' in receipt
    assert '"sha256"' in photo
    assert '"window"' in looked_up
    assert "'covered'" in figures
    assert '"items"' in visits
