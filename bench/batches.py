"""What a visit costs in a batch beside single sending, with its photo and without.

Ways of sending are played in alternating rounds, under the load of `bench.checkins`. Single
sending is that of an earlier commit, if one is named, else the product's own. What is compared is
the CPU of web and database for one visit.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench import load
from bench.against import check_out
from bench.checkins import PROCESSES, Cell, Field, Size, clear, costs_of, field_on, play_round
from tests.support.cluster import cluster

TOGETHER = 20
KIND = "application/x-ndjson"


class BatchClient(load.Client):
    """A phone that sends so many texts in one request, then their photos, if it has any."""

    def __init__(
        self, task: load.Task, officer: load.Officer, *, together: int, photos: bool
    ) -> None:
        super().__init__(task, officer)
        self.token, self.together, self.photos = officer.token, together, photos

    def send(self, parcels: Sequence[load.Parcel]) -> None:
        if self.together == 1:
            self.exchange(parcels[0].text)
        else:
            body = b"\n".join(parcel.body for parcel in parcels)
            head = load.header("POST", "/checkins/batch", self.token, KIND, len(body))
            answer = self.exchange(head, body, wanted=b"200")
            if answer.count(b'{"status": 201,') < len(parcels):
                self.failures.append(answer[:400].decode(errors="replace"))
        for parcel in parcels if self.photos else ():
            self.exchange(parcel.head, self.middle, parcel.tail)

    def work(self, begun: float) -> None:
        with self.socket:
            for first in range(0, len(self.parcels), self.together):
                parcels = self.parcels[first : first + self.together]
                start = time.perf_counter()
                if start - begun >= self.seconds:
                    return
                self.send(parcels)
                took = time.perf_counter() - start
                self.took += [took / len(parcels)] * len(parcels)
        self.failures.append("ran out of parcels: raise --longest")


def run(task: load.Task, *, together: int, photos: bool) -> load.Tally:
    """Play one round; called in a process of its own."""
    return load.run(task, partial(BatchClient, together=together, photos=photos))


Way = Callable[[load.Task], load.Tally]
WAYS: dict[tuple[str, bool], Way] = {
    (f"{together} at once", photos): partial(run, together=together, photos=photos)
    for together in (1, TOGETHER)
    for photos in (True, False)
}
SINGLE = "1 at once"


def measure(size: Size, against: str | None = None) -> None:
    """Play all rounds with the most clients and print the table."""
    before = check_out(against) if against else None
    base = "before" if before else "product"
    with ExitStack() as stack:
        server = stack.enter_context(cluster(durable=True))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        fields = [
            stack.enter_context(field_on("SpatiaLite", folder / "embedded", None, size, before)),
            stack.enter_context(field_on("PostGIS", folder / "server", server, size, before)),
        ]
        context = get_context("spawn")
        barrier = context.Barrier(PROCESSES)
        pool = stack.enter_context(
            ProcessPoolExecutor(PROCESSES, context, load.meet_at, (barrier,))
        )
        for each in fields:
            report(each.name, play(pool, each, size, base), base)


Cells = dict[tuple[str, str, bool], Cell]


def play(pool: ProcessPoolExecutor, on: Field, size: Size, base: str) -> Cells:
    """By side, way and whether photos went along; raises RuntimeError on a refused request."""
    wanted = [(base, *way) for way in WAYS if way[0] == SINGLE]
    wanted += [("product", *way) for way in WAYS if ("product", *way) not in wanted]
    cells: Cells = {key: Cell() for key in wanted}
    for number in range(size.rounds):
        for side, *way in wanted if number % 2 else reversed(wanted):
            how, photos = str(way[0]), bool(way[1])
            cell = cells[side, how, photos]
            play_round(pool, on, side, max(size.clients), size, cell, WAYS[how, photos])
            clear(on.sides[side].server)
    return cells


def report(name: str, cells: Cells, base: str) -> None:
    """The CPU for one visit, and the median of the ratios to single sending of the same."""
    head = ("database", "side", "texts", "photos", "web ms", "database ms", "load ms", "of single")
    print("\n" + "".join(f"{each:>13}" for each in head))
    for (side, how, photos), cell in cells.items():
        single = cells[base, SINGLE, photos].server_cpu()
        ratio = statistics.median(
            mine / its for mine, its in zip(cell.server_cpu(), single, strict=True)
        )
        web, database, of_load, *_ = costs_of(cell)
        row = (name, side, how, "yes" if photos else "no", web, database, of_load, f"{ratio:.2f}")
        print("".join(f"{each:>13}" for each in row), flush=True)
