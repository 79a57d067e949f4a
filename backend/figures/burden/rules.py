"""The effort that the visits of an area took. Pure.

    visits or people behind them          answer
    under 5 visits, or under 2 people     that there are too few, and how many visits
    5 visits and 2 people, or more        medians of taps, seconds, photos and megabytes,
                                          and how many were entered twice

Never by person. A median is taken over the visits that carry the measure (older phones count no
taps); of an even number it is the lower one of the middle two, so that it is a value that occurred.
Entered twice is each visit beyond the first of the same person, site, checkpoint and result in
one window.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

VISITS_MIN, PEOPLE_MIN = 5, 2
MEASURES = ("taps", "seconds", "photos", "megabytes")


class Reading(NamedTuple):
    """How many visits have this value of this measure."""

    measure: str
    value: float
    visits: int


@dataclass(frozen=True, slots=True)
class Burden:
    """`medians` is empty when there are too few visits, and lacks a measure that no phone took."""

    visits: int
    enough: bool
    medians: Mapping[str, float]
    duplicates: int | None


def compute_burden(
    visits: int, people: int, readings: Iterable[Reading], duplicates: int
) -> Burden:
    """The burden of an area; without medians where they would say something about a person."""
    if visits < VISITS_MIN or people < PEOPLE_MIN:
        return Burden(visits, enough=False, medians={}, duplicates=None)
    counts: dict[str, Counter[float]] = {measure: Counter() for measure in MEASURES}
    for reading in readings:
        counts[reading.measure][reading.value] += reading.visits
    medians = {
        measure: median(found)
        for measure, found in counts.items()
        if sum(found.values()) >= VISITS_MIN
    }
    return Burden(visits, enough=True, medians=medians, duplicates=duplicates)


def median(counts: Mapping[float, int]) -> float:
    """The lower median of values that come so many times each; of nothing, ValueError."""
    middle = (sum(counts.values()) + 1) // 2
    for value in sorted(counts):
        middle -= counts[value]
        if middle <= 0:
            return value
    raise ValueError("the median of nothing")
