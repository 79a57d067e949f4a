"""docs/escrow-drill.md, part A: its commands make a key on a machine that has nothing else."""

import re
import subprocess
from pathlib import Path

from tests.support.served import ROOT

MANUAL = (ROOT / "docs" / "escrow-drill.md").read_text(encoding="utf-8")
MAKING = MANUAL.split("## A.")[1].split("## B.")[0]


def test_a_machine_without_a_database_makes_the_key(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", MAKING, re.DOTALL)
    script = "\n".join(block.replace("/tmp/escrow", str(tmp_path)) for block in blocks)
    alone = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-euc", script], cwd=ROOT, env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^public = \S{43}$", done.stdout, re.MULTILINE)
    shares = re.findall(r"^share \d of 3:\n(.+)$", done.stdout, re.MULTILINE)
    assert [len(share.split()) for share in shares] == [33, 33, 33]
    assert not list(tmp_path.rglob("*.sqlite"))
