"""A bare application that reads its body, to test how gunicorn is set up."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers with the number of body bytes that arrived."""
    length = len(environ["wsgi.input"].read())
    answer = str(length).encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))]
    start_response("200 OK", headers)
    return [answer]
