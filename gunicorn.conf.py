"""How gunicorn serves the product, alike in `make run`, production, tests and benchmarks.

Threads, because a phone on a weak line holds one for the minute that its photo takes, and
a sleeping thread is cheap: 2 x 96 slots by default. What gunicorn 27's gthread does with
slow clients: it waits five seconds in a thread for the first byte of a new connection,
then parks it in its poller until `keepalive` runs out; after the first byte it reads
header and body blocking and without any limit; and it lingers for up to two seconds over
every connection that it closes, in the one loop that accepts and hands out all the others.
`PatientWorker` below puts limits to the reading and moves the lingering to the threads, ends
what it cannot keep with the word for it, and `DiscreetLogger` names no client.

Environment: HOST, PORT, WORKERS, THREADS (per worker), HEADER_SECONDS, BODY_SECONDS, NEXT_SECONDS,
TLS=1 with DATA (bin/certificate made DATA/instance/tls), LOG_LEVEL.
"""

import os
import select
import socket
import sys
import time
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

HEADER_SECONDS = float(os.environ.get("HEADER_SECONDS", "20"))
BODY_SECONDS = float(os.environ.get("BODY_SECONDS", "600"))
NEXT_SECONDS = float(os.environ.get("NEXT_SECONDS", "0.02"))
CLOSED = object()  # what `handle` returns for a connection that is done with


class PatientWorker(ThreadWorker):
    """gthread that waits for slow phones, but not for ever.

    A request's header must be there HEADER_SECONDS after its first byte and the whole
    request BODY_SECONDS after that; else the connection's receiving side is shut, which
    the reading thread sees as the client's hanging up. Answers being sent are not touched.
    """

    headers_in = "backend.staff.web"  # its HEADERS go with gunicorn's own refusals, too

    def init_process(self) -> None:
        self.reading: dict[TConn, float] = {}
        self.waiting: set[TConn] = set()  # for a next request that may come soon
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi = closing_when_unread(self.wsgi)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        super().handle_error(req, Refusing(client, self.headers_in), addr, exc)

    def handle(self, conn: TConn) -> Any:
        keep = self._answer(conn)
        while keep is True and self._comes_soon(conn):
            keep = self._answer(conn)
        if keep:
            return keep
        conn.close(graceful=True)
        return CLOSED

    def _answer(self, conn: TConn) -> Any:
        """One request; whether the connection stays, or what gunicorn calls one that waits."""
        self.reading[conn] = time.monotonic() + HEADER_SECONDS
        try:
            return super().handle(conn)
        finally:
            self.reading.pop(conn, None)

    def _comes_soon(self, conn: TConn) -> bool:
        """Whether the next request on a kept connection begins within NEXT_SECONDS.

        Then this thread answers it, too. By way of the loop that hands out connections it would
        cost two more changes of threads. Not while threads are short, and not when stopping.
        """
        if not self.alive or len(self.reading) + len(self.waiting) >= self.cfg.threads // 2:
            return False
        if conn.parser.unreader.buf.getvalue() or self.cfg.is_ssl:
            return False
        poll = select.poll()
        poll.register(conn.sock, select.POLLIN)
        self.waiting.add(conn)
        try:
            return bool(poll.poll(NEXT_SECONDS * 1000))
        finally:
            self.waiting.discard(conn)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        if not fs.cancelled() and fs.exception() is None and fs.result() is CLOSED:
            self.nr_conns -= 1
        else:
            super().finish_request(conn, fs)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        self.reading[conn] = time.monotonic() + BODY_SECONDS
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        super().murder_pending()
        now = time.monotonic()
        for conn, deadline in list(self.reading.items()):
            if now > deadline and self.reading.pop(conn, None) is not None:
                stop_receiving(conn.sock)


class Refusing:
    """A socket for what gunicorn answers by itself: as the product, and with its headers."""

    def __init__(self, sock: Any, headers_in: str) -> None:
        self.sock = sock
        self.headers = import_module(headers_in).HEADERS

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def sendall(self, content: bytes) -> None:
        status = int(content.split(b" ", 2)[1])
        write_answer = import_module("backend.core.errors").write_answer
        self.sock.sendall(write_answer(status, self.headers))


def closing_when_unread(app: Any) -> Any:
    """The application, with `Connection: close` on answers to a body that it left unread.

    gunicorn would announce that the connection stays, and then close it unless the rest of the
    body came at once.
    """

    def answered(environ: dict[str, Any], start_response: Any) -> Any:
        answer = app(environ, start_response)
        reader = environ["wsgi.input"].reader
        if getattr(reader, "length", 0) or getattr(reader, "parser", None):
            start_response.__self__.force_close()
        return answer

    return answered


class DiscreetLogger(Logger):
    """gunicorn's log without addresses of clients and without what they asked for."""

    def warning(self, message: Any, *arguments: Any, **more: Any) -> None:
        if str(message).startswith("Invalid request from"):
            super().warning("Invalid request: %s", type(sys.exc_info()[1]).__name__)
        else:
            super().warning(message, *arguments, **more)

    def exception(self, message: Any, *arguments: Any, **more: Any) -> None:
        if str(message).startswith("Error handling request"):
            super().exception("Error handling a request", **more)
        else:
            super().exception(message, *arguments, **more)


def stop_receiving(sock: socket.socket) -> None:
    """Shut the receiving side; past TLS, whose own shutdown would also end the sending."""
    try:
        socket.socket.shutdown(sock, socket.SHUT_RD)
    except OSError:
        return  # the client was faster


def on_starting(_server: Any) -> None:
    """Read the program once for all workers, which share it; each builds its own application."""
    import_module("backend.app")


wsgi_app = "wsgi:app"
bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"
worker_class = PatientWorker
logger_class = DiscreetLogger
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "96"))
worker_connections = 2000
keepalive = 75  # phones poll once a minute: one handshake for many requests
timeout = 60
graceful_timeout = 30
backlog = 1024

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# The heartbeat file is touched every second: in memory where there is a memory disk.
memory = "/dev/shm"
worker_tmp_dir = memory if Path(memory).is_dir() else None
control_socket_disable = True
preload_app = False  # each worker opens its own database connections

accesslog = None  # the product writes one structured line per request, without personal data
loglevel = os.environ.get("LOG_LEVEL", "info")

if os.environ.get("TLS") == "1":
    folder = Path(os.environ.get("DATA", ".")) / "instance" / "tls"
    certfile = str(folder / "cert.pem")
    keyfile = str(folder / "key.pem")
