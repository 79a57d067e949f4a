"""A throw-away S3 server: SeaweedFS, which people run in production, checks signatures.

    with object_store() as server:
        os.environ |= server.credentials
        address = server.address("some/prefix")   # s3://patrol/some/prefix?endpoint=...

It comes as one program in a Python package, listens on the loopback address on ports that the
system picks, and keeps its data in a temporary folder.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

HOST = "127.0.0.1"
BUCKET = "patrol"
ACCESS_KEY = "patrol-test"
SECRET_KEY = "only-for-this-test"
PATIENCE = 60.0  # seconds for a start on a busy machine
PR_SET_PDEATHSIG = 1

PORTS = [
    f"{service}.port{suffix}"
    for service in ("master", "volume", "filer", "s3", "admin")
    for suffix in ("", ".grpc")
]


@dataclass(frozen=True)
class ObjectStore:
    """A running server."""

    endpoint: str

    @property
    def credentials(self) -> dict[str, str]:
        """The environment variables by which clients sign."""
        return {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}

    def address(self, prefix: str) -> str:
        """The value of PHOTO_STORE for a prefix in the server's one bucket."""
        return f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}&region=us-east-1"


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Start a server for the block."""
    folder = Path(tempfile.mkdtemp(prefix="patrol-s3-"))
    try:
        ports = free_ports(PORTS)
        server = ObjectStore(f"http://{HOST}:{ports['s3.port']}")
        process = start(folder, ports)
        try:
            wait_until_up(server, process, folder / "log")
            yield server
        finally:
            process.kill()  # its data is about to be deleted
            process.wait()
            for port in ports.values():
                for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                    path.unlink()
    finally:
        shutil.rmtree(folder)


def free_ports(names: list[str]) -> dict[str, int]:
    """A free port for each name, all different since all are open at the same time."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in names]
        for each in sockets:
            each.bind((HOST, 0))
        return {name: each.getsockname()[1] for name, each in zip(names, sockets, strict=True)}


def start(folder: Path, ports: dict[str, int]) -> subprocess.Popen[bytes]:
    """Start the server; should we be killed, the kernel tells it to stop at once."""
    (folder / "identities.json").write_text(json.dumps(identities()))
    (folder / "data").mkdir()
    libc = ctypes.CDLL(None)
    options = [f"-{name}={port}" for name, port in ports.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [Path(sys.executable).with_name("weed"), "mini", f"-dir={folder / 'data'}"]
            + [f"-ip={HOST}", f"-ip.bind={HOST}", f"-s3.config={folder / 'identities.json'}"]
            + ["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"]
            + options,
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            stdout=log,
            stderr=log,
            preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
        )


def identities() -> dict[str, object]:
    credential = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
    rights = ["Admin", "Read", "Write", "List"]
    return {"identities": [{"name": "patrol", "credentials": [credential], "actions": rights}]}


def wait_until_up(server: ObjectStore, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the bucket takes objects; raises RuntimeError with the log if it never does."""
    store = S3Store(
        BUCKET,
        config={
            "endpoint": server.endpoint,
            "region": "us-east-1",
            "access_key_id": ACCESS_KEY,
            "secret_access_key": SECRET_KEY,
        },
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            obstore.put(store, "ready", b"ready")
        except BaseError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        else:
            return
    raise RuntimeError(f"SeaweedFS did not start:\n{log.read_text()}")
