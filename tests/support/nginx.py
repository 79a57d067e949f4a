"""nginx as docs/operations.md shows it, before a served product: over plain HTTP."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.support.served import PATIENCE, ROOT, Server, free_port

PROGRAM = "/usr/sbin/nginx"
MANUAL = ROOT / "docs" / "operations.md"
MAIN = """
{user} pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def written(path: str) -> str:
    """What the manual writes into this file."""
    text = MANUAL.read_text(encoding="utf-8")
    return text.split(f"cat > {path} <<'END'\n")[1].split("\nEND\n")[0]


@contextmanager
def nginx_before(server: Server, folder: Path) -> Iterator[Server]:
    """The same server by the way through nginx, for the block; `folder` is nginx's own."""
    front = replace(server, port=free_port())
    site = written("/etc/nginx/sites-available/patrol369")
    site = re.sub(r"^    (?:ssl_\w+|listen \[::\]).*\n", "", site, flags=re.M)
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{front.port};")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    site = site.replace("/var/log/nginx/", f"{folder}/")
    site = site.replace("/etc/nginx/patrol369.d/", f"{folder}/d/")
    files = written("/etc/nginx/patrol369.d/files.conf")
    files = files.replace("/var/lib/patrol369/", f"{server.env['DATA']}/")
    (folder / "site.conf").write_text(site)
    (folder / "d").mkdir()
    (folder / "d" / "files.conf").write_text(files.replace("/opt/patrol369/", f"{ROOT}/"))
    user = "user root;" if not os.geteuid() else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    process = subprocess.Popen([PROGRAM, "-c", str(folder / "nginx.conf")])
    try:
        deadline = time.monotonic() + PATIENCE
        while not front.answers():
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < deadline
        yield front
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()
