"""make run: what a newcomer reads, and in which order."""

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.served import ROOT, environment, free_port

PATIENCE = 60.0  # seconds


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("name", ("PORT", "TIPS_PORT"))
def test_a_busy_port_is_told_before_anything_else(tmp_path: Path, busy: int, name: str) -> None:
    ports = {"PORT": str(free_port()), "TIPS_PORT": str(free_port()), name: str(busy)}
    done = subprocess.run(
        ["bin/run"],
        cwd=ROOT,
        env=environment(tmp_path, DEMO="0", **ports),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert f"Port {busy} is in use already" in done.stderr
    assert "Patrol 369" not in done.stdout
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_without_the_demo_the_next_commands_and_addresses_for_phones(tmp_path: Path) -> None:
    ports = {"PORT": str(free_port()), "TIPS_PORT": str(free_port())}
    process = subprocess.Popen(
        ["bin/run"],
        cwd=ROOT,
        env=environment(tmp_path, DEMO="0", WORKERS="1", TIPS_WORKERS="1", **ports),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
    assert re.search(rf"http://localhost:{ports['PORT']}/setup#(\w{{4}}-){{3}}\w{{4}}\n", said), (
        said
    )
    addresses = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout.split()
    for address in addresses:
        host = f"[{address}]" if ":" in address else address
        assert f"http://{host}:{ports['TIPS_PORT']}\n" in said
    assert f"http://tips.localhost:{ports['TIPS_PORT']}\n" in said


def names(folder: Path) -> str:
    command = ["openssl", "x509", "-in", folder / "cert.pem", "-noout", "-ext", "subjectAltName"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_certificate_names_the_tips_host(tmp_path: Path) -> None:
    subprocess.run(["bin/certificate", tmp_path / "own"], cwd=ROOT, check=True)
    assert "DNS:tips.localhost" in names(tmp_path / "own")
    subprocess.run(["bin/certificate", tmp_path / "named", "tips.example"], cwd=ROOT, check=True)
    assert names(tmp_path / "named").split()[-1] == "DNS:tips.example"
