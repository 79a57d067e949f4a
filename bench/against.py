"""An earlier commit of the product, in a folder and an environment of its own."""

import subprocess
import sys
from pathlib import Path

from tests.support.served import ROOT, Program

FOLDER = ROOT / ".cache" / "against"


def check_out(commit: str) -> Program:
    """The tree of that commit, made once and kept; raises CalledProcessError for an unknown one."""
    name = _run("git", "rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    root = FOLDER / name
    python = root / ".venv" / "bin" / "python"
    if not (root / "complete").exists():
        print(f"setting up {name[:10]}", flush=True)
        root.mkdir(parents=True, exist_ok=True)
        tree = subprocess.run(["git", "archive", name], cwd=ROOT, stdout=-1, check=True).stdout
        subprocess.run(["tar", "-x", "-C", root], input=tree, check=True)
        _run(sys.executable, "-m", "venv", str(root / ".venv"))
        uv = str(Path(sys.executable).parent / "uv")
        wanted = str(root / "requirements.txt")
        _run(uv, "pip", "install", "--quiet", "--python", str(python), "-r", wanted)
        (root / "complete").touch()
    return Program(root, str(python))


def _run(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, stdout=-1, text=True, check=True).stdout
