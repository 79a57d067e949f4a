#!/usr/bin/env python3
"""What the manual's commands reach instead of the machine: linked under each program's name.

Packages, users and owners are left alone; units are verified by systemd and their ExecStart is
run; nginx runs with a configuration in the drill's root. Environment: DRILL_ROOT, DRILL_POSTGRES.
"""

import os
import re
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(os.environ["DRILL_ROOT"])
UNITS = ROOT / "etc/systemd/system"
NGINX = ["/usr/sbin/nginx", "-c", str(ROOT / "etc/nginx/nginx.conf")]
PATIENCE = 60  # seconds


def settings(path: Path) -> dict[str, str]:
    """An EnvironmentFile, as systemd reads it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value.strip("'\"") for name, _, value in pairs}


def unit(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (UNITS / f"{name}.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def environment(told: dict[str, list[str]], credentials: Path) -> dict[str, str]:
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    for file in told.get("EnvironmentFile", []):
        env |= settings(Path(file))
    for each in told.get("LoadCredential", []):
        name, _, source = each.partition(":")
        credentials.mkdir(mode=0o700, parents=True, exist_ok=True)
        (credentials / name).write_bytes(Path(source).read_bytes())
        (credentials / name).chmod(0o440)  # as systemd's list of access shows
    env["CREDENTIALS_DIRECTORY"] = str(credentials)
    for line in told.get("Environment", []):
        env |= dict(pair.split("=", 1) for pair in line.replace("%d", str(credentials)).split())
    return env


def start(name: str) -> None:
    told = unit(name)
    log = (ROOT / f"{name}.log").open("ab")
    process = subprocess.Popen(
        shlex.split(told["ExecStart"][0]),
        cwd=told["WorkingDirectory"][0],
        env=environment(told, ROOT / "run" / name),
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    (ROOT / f"{name}.pid").write_text(str(process.pid))


def stop(name: str) -> None:
    """Ends a unit that runs; it is no child of ours, so its going is watched."""
    path = ROOT / f"{name}.pid"
    if not path.exists():
        return
    pid = int(path.read_text())
    path.unlink()
    try:
        gone = os.pidfd_open(pid)
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    if not select.select([gone], [], [], PATIENCE)[0]:
        sys.exit(f"{name} did not stop")


def verify() -> int:
    """Asks systemd about every unit; a line that it would ignore is a fault, too."""
    files = [str(path) for path in sorted(UNITS.glob("*.service"))]
    command = ["systemd-analyze", "verify", "--man=no", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    sys.stderr.write(done.stderr)
    return done.returncode or int(str(UNITS) in done.stderr)


def systemctl(arguments: list[str]) -> int:
    verb, *names = [each for each in arguments if not each.startswith("--")]
    if verb == "daemon-reload":
        return verify()
    if names == ["nginx"]:
        pid = ROOT / "nginx.pid"  # `nginx -t` leaves an empty one
        running = pid.exists() and pid.read_text().strip()
        return subprocess.call([*NGINX, "-s", "reload"] if running else NGINX)
    for name in names:
        if verb in ("stop", "restart"):
            stop(name)
        if verb in ("start", "restart", "enable"):
            start(name)
    return 0


def runuser(arguments: list[str]) -> int:
    _, user, _, *command = arguments
    if user == "postgres":
        os.environ |= {"PGHOST": os.environ["DRILL_POSTGRES"], "PGUSER": "postgres"}
    os.execvp(command[0], command)


def install(arguments: list[str]) -> int:
    """As it is, but for owners."""
    words = re.sub(r"-[og] \S+ ?", "", shlex.join(arguments))
    return subprocess.call(["/usr/bin/install", *shlex.split(words)])


def main() -> int:
    name, arguments = Path(sys.argv[0]).name, sys.argv[1:]
    if name == "systemctl":
        return systemctl(arguments)
    if name == "runuser":
        return runuser(arguments)
    if name == "install":
        return install(arguments)
    if name == "nginx":
        return subprocess.call([*NGINX, *arguments])
    return 0  # those that install, or make or name users and owners


if __name__ == "__main__":
    sys.exit(main())
