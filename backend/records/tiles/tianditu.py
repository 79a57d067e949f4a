"""Asking Tianditu for a tile: briefly, without a word about who asked us for it.

The key stands in the address, because Tianditu takes it nowhere else. So no address gets into a
log, an error or an answer.
"""

import logging
import time
from functools import cached_property

import httpx

from backend.core.errors import Problem
from backend.records.tiles import rules
from backend.records.tiles.cache import Picture
from backend.records.tiles.rules import Tile

# So many requests of one process are under way at a time; the rest wait a moment, then give up.
CONNECTIONS = 8
TIMEOUT = httpx.Timeout(connect=3, read=5, write=5, pool=2)
# From the first byte to the last; the time-outs above begin anew with every piece.
WHOLE_S = 10.0
MAX_BYTES = 512 * 1024
RETRY_AFTER_S = 60

log = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)  # below it stands every address, key and all


class Tianditu:
    """`url` is that of a server of theirs, `key` one for servers (服务端)."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key

    def fetch(self, tile: Tile) -> Picture:
        """Raises Problem("tile-unavailable") for whatever is no picture within the limits."""
        try:
            return self._fetch(tile)
        except httpx.HTTPError as error:
            raise _unavailable(type(error).__name__) from None

    def close(self) -> None:
        """Ends its connections; the next request makes new ones."""
        self.__dict__.pop("_client", self._client).close()

    def _fetch(self, tile: Tile) -> Picture:
        params = rules.query(tile) | {"tk": self._key}
        with self._client.stream("GET", self._url + rules.path(tile), params=params) as answer:
            if answer.status_code != httpx.codes.OK:
                raise _unavailable(f"status {answer.status_code}")
            content = _whole(answer)
        kind = rules.picture_type(answer.headers.get("Content-Type", ""), content)
        if kind is None:
            raise _unavailable("no picture")
        return Picture(content, kind)

    @cached_property
    def _client(self) -> httpx.Client:
        """Made when first needed: connections do not outlive a server's fork."""
        return httpx.Client(
            timeout=TIMEOUT,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=CONNECTIONS),
            headers={"User-Agent": "patrol369", "Accept": "image/*", "Accept-Encoding": "identity"},
        )


def _whole(answer: httpx.Response) -> bytes:
    begun, content = time.monotonic(), b""
    for piece in answer.iter_raw():
        content += piece
        if len(content) > MAX_BYTES:
            raise _unavailable("too large")
        if time.monotonic() - begun > WHOLE_S:
            raise _unavailable("too slow")
    return content


def _unavailable(why: str) -> Problem:
    log.warning("no tile", extra={"why": why})
    return Problem("tile-unavailable", retry_after=RETRY_AFTER_S)
