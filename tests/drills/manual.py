"""docs/operations.md as a machine reads it: its blocks of commands, and a root to run them in."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.served import ROOT, free_port

MANUAL = ROOT / "docs" / "operations.md"
PROGRAMS = ("apt-get", "useradd", "groupadd", "usermod", "chown", "chgrp", "install", "nginx")
PROGRAMS += ("runuser", "systemctl")
# Debian's own, which the manual removes.
DEFAULT_SITE = "server {{ listen 127.0.0.1:{plain} default_server; root /var/www; }}\n"
NGINX = """
user root; pid {root}/nginx.pid; error_log {root}/var/log/nginx/error.log;
events {{}}
http {{ access_log {root}/var/log/nginx/access.log; include {root}/etc/nginx/sites-enabled/*; }}
"""


def blocks() -> dict[tuple[int, int], str]:
    """Every block of shell commands, by its section and its place there."""
    found: dict[tuple[int, int], str] = {}
    for part in re.split(r"^## ", MANUAL.read_text(encoding="utf-8"), flags=re.M)[1:]:
        section = int(part.partition(".")[0])
        for place, block in enumerate(re.findall(r"^```sh\n(.*?)^```$", part, re.M | re.S)):
            found[section, place] = block
    return found


@dataclass
class Root:
    """An empty machine below one folder; `postgres` is the folder of a server's socket."""

    folder: Path
    postgres: str
    ports: dict[str, int] = field(
        default_factory=lambda: {name: free_port() for name in ("staff", "tips", "plain", "secure")}
    )
    said: str = ""

    def __post_init__(self) -> None:
        for name in ("bin", "etc/nginx/sites-available", "etc/nginx/sites-enabled", "tmp", "opt"):
            (self.folder / name).mkdir(parents=True)
        for name in ("etc/systemd/system", "usr/local/sbin", "var/log/nginx", "var/lib", "shm"):
            (self.folder / name).mkdir(parents=True)
        for name in PROGRAMS:
            link = self.folder / "bin" / name
            link.write_text(f'#!/bin/sh\nexec {sys.executable} {self._shim(name)} "$@"\n')
            link.chmod(0o755)
        (self.folder / "etc/nginx/nginx.conf").write_text(NGINX.format(root=self.folder))
        site = DEFAULT_SITE.format(**self.ports)
        (self.folder / "etc/nginx/sites-enabled/default").write_text(site)

    def _shim(self, name: str) -> Path:
        """The one program under its many names."""
        path = self.folder / "shims" / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(ROOT / "tests" / "drills" / "as_root.py")
        return path

    def placed(self, block: str) -> str:
        """The block with this root's paths, ports and database."""
        block = re.sub(r"^    listen \[::\].*\n", "", block, flags=re.M)
        block = re.sub(r"\blisten 80\b", f"listen 127.0.0.1:{self.ports['plain']}", block)
        block = re.sub(r"\blisten 443\b", f"listen 127.0.0.1:{self.ports['secure']}", block)
        block = block.replace("8000", str(self.ports["staff"]))
        block = block.replace("8001", str(self.ports["tips"]))
        block = re.sub(r"(?<![\w.=])/(etc|opt|var|usr/local|tmp)/", rf"{self.folder}/\1/", block)
        block = re.sub(r"(?<==)/(etc|opt|var)/", rf"{self.folder}/\1/", block)
        block = block.replace(r"\/var\/lib", str(self.folder / "var/lib").replace("/", r"\/"))
        block = block.replace("/dev/shm/nginx-tips", f"{self.folder}/shm/nginx-tips")
        block = block.replace("@127.0.0.1/patrol", f"@/patrol?host={self.postgres}")
        block = block.replace("https://YOUR.HOST/patrol-369.git", str(ROOT))
        return block.replace(f"{self.folder}/opt/patrol369/bin/setup", "set_up")

    def run(self, block: str) -> str:
        """Runs a block as root's shell would, ending at the first failure; what it said."""
        opt = self.folder / "opt/patrol369"
        own = (
            f"set_up() {{ ln -sfn {ROOT}/.venv {opt}/.venv; ln -sfn {ROOT}/h5/dist {opt}/h5/dist; "
        )
        own += f"ln -sfn {ROOT}/h5/dist-tip {opt}/h5/dist-tip; }}\n"
        path = f"{self.folder}/bin:{self.folder}/usr/local/sbin:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", own + self.placed(block)],
            cwd=self.folder / "tmp",
            env={
                "PATH": path,
                "HOME": str(self.folder / "tmp"),
                "LANG": "C.UTF-8",
                "DRILL_ROOT": str(self.folder),
                "DRILL_POSTGRES": self.postgres,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"failed:\n{self.placed(block)}\n---\n{done.stdout}")
        self.said += done.stdout
        return done.stdout

    def stop(self) -> None:
        """Ends all that was started."""
        self.run("systemctl stop patrol369 patrol369-tips\nnginx -s quit || true\n")
