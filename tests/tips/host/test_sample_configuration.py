"""The sample configuration in docs/operations.md keeps what the citizens' page promises."""

import re
from pathlib import Path

import pytest

from backend.core.config import DEFAULTS_FILE
from tests.support.served import ROOT

pytestmark = pytest.mark.fast

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = OPERATIONS.split("## 15. The citizens' host")[1]


def document(path: str) -> str:
    """What a `cat > path <<'END'` in the section writes."""
    return SECTION.split(f"cat > {path} <<'END'\n")[1].split("\nEND\n")[0]


def test_nginx_writes_and_passes_on_nothing_about_who_asks() -> None:
    nginx = document("/etc/nginx/sites-available/patrol369-tips")
    for line in (
        "access_log off;",
        "error_log /dev/null crit;",
        "proxy_request_buffering off;",
        "client_body_temp_path /dev/shm/nginx-tips;",
        "proxy_max_temp_file_size 0;",
    ):
        assert line in nginx
    # What is buffered fits the buffer.
    largest, buffer = (
        int(re.search(rf"{name} (\d+)k;", nginx)[1])  # type: ignore[index]
        for name in ("client_max_body_size", "client_body_buffer_size")
    )
    assert largest < buffer
    assert "proxy_request_buffering off;" in nginx.split("location = /api/photos {")[1]
    assert "$remote_addr" not in nginx
    assert "$proxy_add_x_forwarded_for" not in nginx
    for header in ("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert f'proxy_set_header {header} "";' in nginx


def test_a_name_that_nobody_serves_is_neither_answered_nor_written_down() -> None:
    """Debian's default site, which logs and answers them, is taken out of the way."""
    others = OPERATIONS.split("cat > /etc/nginx/sites-available/patrol369-others <<'END'\n")[1]
    others = others.split("\nEND\n")[0]
    for line in (
        "listen 80 default_server;",
        "listen 443 ssl http2 default_server;",
        "ssl_reject_handshake on;",
        "access_log off;",
        "error_log /dev/null crit;",
        "return 444;",
    ):
        assert line in others
    assert "rm -f /etc/nginx/sites-enabled/default" in OPERATIONS
    assert "return 301 https://$host" not in OPERATIONS


def test_systemd_lets_it_write_nothing_and_ask_nobody() -> None:
    unit = document("/etc/systemd/system/patrol369-tips.service")
    for line in (
        "LimitCORE=0",
        "MemorySwapMax=0",
        "ProtectSystem=strict",
        "TemporaryFileSystem=/tmp /var/tmp",
        "IPAddressDeny=any",
        "NoNewPrivileges=yes",
        "User=patrol-tips",
        "LogNamespace=tips",
    ):
        assert line in unit.splitlines()
    assert "ReadWritePaths" not in unit
    assert {"salt", "pepper", "slip"} == set(re.findall(r"LoadCredential=(\w+):", unit))


def test_the_journal_of_its_failures_stays_in_memory() -> None:
    assert "Storage=volatile" in document("/etc/systemd/journald@tips.conf")


def test_the_staffs_dump_holds_no_tip() -> None:
    backup = (ROOT / "bin" / "backup").read_text(encoding="utf-8")
    (dump,) = re.findall(r"\[\"pg_dump\".*\]", backup)
    assert "--schema={schema}" in dump


@pytest.mark.parametrize("path", ("/etc/patrol369-tips/env",))
def test_every_setting_exists(path: str) -> None:
    known = set(re.findall(r"^([A-Z_]+)=", DEFAULTS_FILE.read_text(encoding="utf-8"), re.MULTILINE))
    known |= set(re.findall(r"environ.get\(.([A-Z_]+).", conf("gunicorn_tips.conf.py")))
    assert {line.partition("=")[0] for line in document(path).splitlines()} <= known | {"HOST"}


def conf(name: str) -> str:
    return Path(ROOT / name).read_text(encoding="utf-8")
