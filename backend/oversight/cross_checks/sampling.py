"""Drawing the sample of a cross-check. Pure: the same sites and seed give the same sample.

    first    places are shared among the kinds by their numbers: one for each kind while there
             are enough, then one after another to the kind with the most sites for each place
             it would have (n / (2 * places + 1)); equals by the id of the kind
    then     of each kind those sites come first whose u ** (1 / risk) is largest, u being the
             SHA-256 of "seed:site" as a number between 0 and 1: a site of risk 3 is drawn as if
             it had three lots

The order of rows and the clock play no part, so anybody can repeat the draw.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Lot(NamedTuple):
    """A site that may be drawn."""

    site_id: int
    kind_id: int
    risk: int


def draw_sample(lots: Iterable[Lot], size: int, seed: str) -> list[int]:
    """The ids of at most `size` sites: kind by kind, the first drawn first."""
    by_kind: dict[int, list[Lot]] = defaultdict(list)
    for lot in lots:
        by_kind[lot.kind_id].append(lot)
    places = share_out({kind: len(of_kind) for kind, of_kind in by_kind.items()}, size)
    return [
        lot.site_id
        for kind in sorted(by_kind)
        for lot in sorted(by_kind[kind], key=lambda lot: _key(lot, seed))[: places[kind]]
    ]


def share_out(numbers: Mapping[int, int], size: int) -> dict[int, int]:
    """How many of each kind are drawn; never more than there are."""
    first = 1 if size >= len(numbers) else 0
    places = dict.fromkeys(numbers, first)
    for _ in range(size - sum(places.values())):
        open_ = [kind for kind in numbers if places[kind] < numbers[kind]]
        if not open_:
            break
        best = min(open_, key=lambda kind: (-numbers[kind] / (2 * places[kind] + 1), kind))
        places[best] += 1
    return places


def compute_digest(lots: Iterable[Lot]) -> str:
    """SHA-256 of all that could be drawn, one line `site kind risk` each, by site."""
    lines: Sequence[str] = [f"{lot.site_id} {lot.kind_id} {lot.risk}\n" for lot in sorted(lots)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _key(lot: Lot, seed: str) -> tuple[float, int]:
    number = int.from_bytes(hashlib.sha256(f"{seed}:{lot.site_id}".encode()).digest()[:8])
    return -math.log((number + 1) / 2**64) / lot.risk, lot.site_id
