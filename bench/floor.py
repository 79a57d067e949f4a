"""What the same two requests cost with no product in them: the floor of `make bench`.

POST reads the body and inserts it as one row, committed; PUT writes the body to a file,
syncs it, renames it and syncs its folder. No framework, no checks, no hash, no territory.

Environment: FLOOR_URL (postgresql://..., or empty for the embedded engine), FLOOR_FOLDER.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import psycopg
import sqlean

CHUNK = 1024 * 1024
FOLDER = Path(os.environ["FLOOR_FOLDER"])
URL = os.environ.get("FLOOR_URL", "")
ANSWER = b'{"receipt":"' + b"x" * 700 + b'"}'  # about as long as a real receipt
INSERT = "INSERT INTO visits (body) VALUES ({})"

local = threading.local()
turn = threading.Lock()  # SQLite has one writer at a time; waiting here beats its busy handler


def connect_embedded() -> Callable[[bytes], object]:
    """An insert into SQLite, durable like the product's: WAL, synchronous=FULL."""
    connection = sqlean.connect(FOLDER / "floor.sqlite", isolation_level=None, timeout=60)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY, body BLOB)")

    def insert(body: bytes) -> object:
        with turn:
            return connection.execute(INSERT.format("?"), (body,))

    return insert


def connect_server() -> Callable[[bytes], object]:
    """An insert into PostgreSQL, autocommit."""
    connection = psycopg.connect(URL, autocommit=True)

    def insert(body: bytes) -> object:
        return connection.execute(INSERT.format("%s"), (body,))

    return insert


def insert(body: bytes) -> None:
    """Insert one row over this thread's own connection."""
    if not hasattr(local, "insert"):
        local.insert = connect_server() if URL else connect_embedded()
    local.insert(body)


def store(name: str, environ: WSGIEnvironment) -> None:
    """Write the body to a file that is on the disk, name and all, on return."""
    temporary = FOLDER / f"{name}.part"
    with temporary.open("wb") as file:
        while chunk := environ["wsgi.input"].read(CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(FOLDER / name)
    descriptor = os.open(FOLDER, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """GET answers (health), POST inserts, PUT stores."""
    if environ["REQUEST_METHOD"] == "POST":
        insert(environ["wsgi.input"].read())
    elif environ["REQUEST_METHOD"] == "PUT":
        store(environ["PATH_INFO"].rpartition("/")[2], environ)
    status = "200 OK" if environ["REQUEST_METHOD"] == "GET" else "201 Created"
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))]
    start_response(status, headers)
    return [ANSWER]
