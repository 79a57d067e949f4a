"""Everything runs behind PgBouncer in transaction mode, where no statement stays prepared."""

import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.cluster import USER, Cluster, identity
from tests.support.demo import copy_demo_to
from tests.support.phone import Phone, log_in, morning
from tests.support.served import free_port, served

pytestmark = pytest.mark.drill

CLIENTS, REQUESTS = 64, 200
PROGRAM = "/usr/sbin/pgbouncer"
SETTINGS = """
[databases]
* = host={folder} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 12
max_client_conn = 300
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def bounced(server: Cluster, folder: Path) -> Iterator[int]:
    """The port of a PgBouncer before this server, for the block."""
    port, file = free_port(), folder / "pgbouncer.ini"
    file.write_text(SETTINGS.format(folder=server.folder, user=USER, port=port))
    file.chmod(0o644)
    folder.chmod(0o755)
    process = subprocess.Popen([PROGRAM, str(file)], **identity(USER) if not os.geteuid() else {})
    try:
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def test_sixty_four_clients_see_no_error(postgres: Cluster, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    url = copy_demo_to(postgres, "bounced", data)
    name = url.partition("?")[0].rpartition("/")[2]
    # The ini file is read as another user.
    for parent in [tmp_path, *tmp_path.parents[:3]]:
        parent.chmod(0o755)
    with bounced(postgres, tmp_path) as port:
        through = f"postgresql+psycopg://{USER}@127.0.0.1:{port}/{name}"
        more = {"LOG_LEVEL": "warning", "DATABASE_PREPARED": "0", "TIPS_DATABASE_URL": url}
        with served(data, through, **more) as server, ThreadPoolExecutor(CLIENTS) as pool:
            phone = log_in(server.port, "wang.xun")
            phone.close()
            tasks = [pool.submit(work, server.port, phone.token) for _ in range(CLIENTS)]
            answers = [answer for task in tasks for answer in task.result()]
            assert [each for each in answers if each[0] not in (200, 201)] == []
            assert server.log.read_text().count('"level": "error"') == 0
    postgres.drop("bounced")


def work(port: int, token: str) -> list[tuple[int, Any]]:
    """What a phone asks and sends, in turn."""
    phone = Phone(port, token)
    rounds = morning(phone)
    answers: list[tuple[int, Any]] = []
    for number in range(REQUESTS // 4):
        visit = rounds.visit(2_000)
        answers.append(visit.send_text(phone))
        answers.append(visit.send_photo(phone))
        texts = [rounds.visit(2_000).body for _ in range(3)]
        answers += phone.send_texts(texts)[:1]
        answers.append(phone.send("GET", ("/today", "/notices", "/checkins?mine=true")[number % 3]))
    phone.close()
    return answers
