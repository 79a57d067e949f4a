"""A line as thin and as broken as one in the mountains, between a browser and the product.

    with shaped(server.port, kbit=500, latency_s=0.8, cut=0.1) as line:
        line.url             # what the browser opens instead
        line.airplane(True)  # nothing passes any more
        line.counts.cuts

TCP alone, so that keep-alive, uploads and half an answer are the browser's own affair. All
connections share one line: the rate holds each way, the latency is a round trip's, and a new
connection costs one more. `cut` is the share of exchanges (a request and its answer) that end
in a reset after a random number of bytes, either way; chance is seeded.
"""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

PIECE = 1024  # bytes that travel together
LONGEST_CUT = 20_000  # an exchange that is to be cut has passed at most so many bytes
PATIENCE = 10.0
RESET = struct.pack("ii", 1, 0)


@dataclass
class Counts:
    """What has passed so far."""

    connections: int = 0
    exchanges: int = 0
    cuts: int = 0
    up_bytes: int = 0
    down_bytes: int = 0


@dataclass
class Way:
    """One direction of the line, which pieces pass one after another."""

    kbit: float | None
    free_at: float = 0.0

    def passed_at(self, size: int, now: float) -> float:
        took = size * 8 / (self.kbit * 1000) if self.kbit else 0.0
        self.free_at = max(now, self.free_at) + took
        return self.free_at


@dataclass
class Link:
    """A connection's two ends, and how many bytes its present exchange has left to live."""

    ends: tuple[asyncio.StreamWriter, ...]
    left: int | None = None
    was_answered: bool = True

    def reset(self) -> None:
        """End it as a lost line does: at once, for both, with whatever was under way."""
        for end in self.ends:
            with suppress(OSError):
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.transport.abort()


@dataclass
class Line:
    """The proxy, on a loop of its own; `shaped` starts and ends it."""

    port_behind: int
    up: Way
    down: Way
    latency_s: float
    cut: float
    chance: random.Random
    counts: Counts = field(default_factory=Counts)
    port: int = 0
    is_off: bool = False
    links: set[asyncio.StreamWriter] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    server: asyncio.Server = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def airplane(self, is_off: bool) -> None:
        """Reset what is open and refuse what comes; or let it through again."""
        self.run(self._switch(is_off))

    def shape(self, *, kbit: float | None = None, latency_s: float = 0, cut: float = 0) -> None:
        """What the line is like from now on."""
        self.up.kbit = self.down.kbit = kbit
        self.latency_s, self.cut = latency_s, cut

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    async def listen(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def end(self) -> None:
        self.server.close()
        await self._switch(True)
        while rest := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(rest)

    async def _switch(self, is_off: bool) -> None:
        self.is_off = is_off
        if is_off:
            Link(tuple(self.links)).reset()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.counts.connections += 1
        link = Link((writer,))
        self.links.add(writer)
        try:
            await asyncio.sleep(self.latency_s)
            if self.is_off:
                return
            behind, back = await asyncio.open_connection("127.0.0.1", self.port_behind)
            link.ends = (writer, back)
            ways = (
                self._pass(link, reader, back, self.up),
                self._pass(link, behind, writer, self.down),
            )
            await asyncio.wait(
                [asyncio.create_task(way) for way in ways], return_when="FIRST_COMPLETED"
            )
        except OSError:
            pass  # the product is being restarted: the browser sees a dead line
        finally:
            self.links.discard(writer)
            link.reset()

    async def _pass(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way
    ) -> None:
        """Everything of one direction, each piece when the line has carried it."""
        travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self._arrive(travelling, writer))
        with suppress(OSError):
            while data := await reader.read(PIECE):
                if self._is_cut(link, data, is_up=way is self.up):
                    link.reset()
                    break
                passed_at = way.passed_at(len(data), self.loop.time())
                await asyncio.sleep(passed_at - self.loop.time())
                travelling.put_nowait((passed_at + self.latency_s / 2, data))
        travelling.put_nowait((0, b""))
        await arriving

    async def _arrive(
        self, travelling: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while (piece := await travelling.get())[1]:
                await asyncio.sleep(piece[0] - self.loop.time())
                writer.write(piece[1])
                await writer.drain()

    def _is_cut(self, link: Link, data: bytes, *, is_up: bool) -> bool:
        """Whether the exchange that these bytes belong to ends with them."""
        if is_up and link.was_answered:
            self.counts.exchanges += 1
            is_doomed = self.chance.random() < self.cut
            lasts = int(exp(self.chance.uniform(0, log(LONGEST_CUT))))
            link.left = lasts if is_doomed else None
        link.was_answered = not is_up
        if is_up:
            self.counts.up_bytes += len(data)
        else:
            self.counts.down_bytes += len(data)
        if link.left is None:
            return False
        link.left -= len(data)
        if link.left <= 0:
            self.counts.cuts += 1
        return link.left <= 0


@contextmanager
def shaped(
    port: int, *, kbit: float | None = None, latency_s: float = 0, cut: float = 0, seed: int = 369
) -> Iterator[Line]:
    """The line in front of a port for the block."""
    line = Line(port, Way(kbit), Way(kbit), latency_s, cut, random.Random(seed))
    thread = threading.Thread(target=line.loop.run_forever)
    thread.start()
    try:
        line.run(line.listen())
        yield line
    finally:
        line.run(line.end())
        line.loop.call_soon_threadsafe(line.loop.stop)
        thread.join()
        line.loop.close()
