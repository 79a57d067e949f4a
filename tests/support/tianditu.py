"""A stand-in for Tianditu's WMTS on the loopback address, as strict about what it is asked.

    with tianditu() as maps:
        environ = {"TIANDITU_URL": maps.url, "TIANDITU_KEY": maps.key, ...}
        maps.fault = Fault.PAGE    # from now on
        maps.asked                 # what came: path, query, headers

It answers a GetTile of OGC WMTS 1.0.0 in key-value pairs with a picture of 256 by 256 pixels that
bears the numbers of the tile: PNG for maps and labels, JPEG for satellite pictures.
"""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from PIL import Image, ImageDraw

LAYERS = {"vec": "#f4f0e6", "cva": "#ffffff00", "img": "#4a5a3a", "cia": "#ffffff00"}
FIXED = {
    "SERVICE": "WMTS",
    "REQUEST": "GetTile",
    "VERSION": "1.0.0",
    "STYLE": "default",
    "TILEMATRIXSET": "w",
    "FORMAT": "tiles",
}
WRONG_KEY = '{"msg":"非法Key","resolve":"请到API控制台重新申请Key","code":1}'
EXCEPTION = '<?xml version="1.0" encoding="UTF-8"?><ExceptionReport version="1.1.0"/>'
PAGE = "<!DOCTYPE html><html><title>服务异常</title></html>"


class Fault(StrEnum):
    """What comes instead of a picture."""

    PAGE = "200 with a page of HTML"
    DISGUISED = "200 with a page that calls itself a picture"
    HUGE = "a picture that does not end"
    DRIP = "a picture, a byte at a time"
    SILENCE = "nothing, for as long as the test lasts"
    CUT = "the connection breaks in the middle"
    REDIRECT = "302 to somewhere else"
    TOO_MANY = "429: the day's quota is used up"
    BROKEN = "500"


@dataclass(frozen=True)
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Maps:
    """`over` is set when the test ends, so that whoever dawdles stops."""

    url: str
    key: str = "0123456789abcdef0123456789abcdef"
    fault: Fault | None = None
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def tianditu() -> Iterator[Maps]:
    """Serves tiles for the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    maps = Maps(f"http://127.0.0.1:{server.server_port}")
    _Handler.maps = maps
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield maps
    finally:
        maps.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def picture(layer: str, z: str, x: str, y: str) -> tuple[str, bytes]:
    """The tile as Tianditu would send it: its type and its bytes."""
    satellite = layer == "img"
    image = Image.new("RGB" if satellite else "RGBA", (256, 256), LAYERS[layer])
    ImageDraw.Draw(image).text((8, 8), f"{layer} {z}/{x}/{y}", fill="#333333")
    packed = io.BytesIO()
    image.save(packed, "JPEG" if satellite else "PNG")
    return ("image/jpeg" if satellite else "image/png"), packed.getvalue()


class _Handler(BaseHTTPRequestHandler):
    maps: Maps
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query))
        self.maps.asked.append(Asked(address.path, query, dict(self.headers)))
        if self.maps.fault is not None:
            _FAULTS[self.maps.fault](self)
        elif query.get("tk") != self.maps.key:
            self._answer(403, "application/json;charset=utf-8", WRONG_KEY.encode())
        elif not _is_get_tile(address.path, query):
            self._answer(400, "text/xml", EXCEPTION.encode())
        else:
            names = ("LAYER", "TILEMATRIX", "TILECOL", "TILEROW")
            self._answer(200, *picture(*(query[name] for name in names)))

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""

    def _answer(self, status: int, kind: str, content: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _pieces(self, piece: bytes, pause_s: float) -> None:
        """An endless picture."""
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while not self.maps.over.wait(pause_s):
                self.wfile.write(piece)
        except OSError:  # whoever asked has had enough
            self.close_connection = True

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", "4096")
        self.end_headers()
        self.wfile.write(b"\x89PNG\r\n\x1a\n")
        self.close_connection = True


def _is_get_tile(path: str, query: dict[str, str]) -> bool:
    layer, zoom = query.get("LAYER", ""), query.get("TILEMATRIX", "")
    if path != f"/{layer}_w/wmts" or layer not in LAYERS or FIXED.items() - query.items():
        return False
    numbers = (zoom, query.get("TILECOL", ""), query.get("TILEROW", ""))
    if not all(number.isascii() and number.isdigit() for number in numbers):
        return False
    z, x, y = map(int, numbers)
    return 1 <= z <= 18 and x < 2**z and y < 2**z


_FAULTS: dict[Fault, Callable[[_Handler], None]] = {
    Fault.PAGE: lambda to: to._answer(200, "text/html", PAGE.encode()),
    Fault.DISGUISED: lambda to: to._answer(200, "image/png", PAGE.encode()),
    Fault.HUGE: lambda to: to._pieces(b"\x89PNG\r\n\x1a\n" + bytes(65536), 0),
    Fault.DRIP: lambda to: to._pieces(b"\x89", 0.01),
    Fault.SILENCE: lambda to: to.maps.over.wait() and None,
    Fault.CUT: lambda to: to._cut(),
    Fault.REDIRECT: lambda to: to._answer(302, "text/html", b"", Location=f"{to.maps.url}/login"),
    Fault.TOO_MANY: lambda to: to._answer(429, "application/json", b"{}"),
    Fault.BROKEN: lambda to: to._answer(500, "text/plain", b"?"),
}
