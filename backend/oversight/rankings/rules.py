"""The figures of areas over a period, and their ranks. Pure. Areas, never persons.

The period is a row of windows of one plan that have ended. Of an area, over all of them:

| measure  | what it is                                                       | first comes |
|----------|------------------------------------------------------------------|-------------|
| rate     | covered among the obligations that are not exempt                | the highest |
| gap      | the longest time any of its sites went without a covering visit, | the shortest|
|          | in whole hours, up to the end of the window                      |             |
| findings | closed by their due time, among those found in the period that   | the highest |
|          | are closed or overdue; those still within their time are left out|             |

Equals share a rank and the next rank is skipped: 1, 1, 3. An area with fewer than `least`
obligations that are not exempt has no rank at all; one without findings none in `findings`.
Shares are compared as fractions, so that no rounding parts equals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

MEASURES = ("rate", "gap", "findings")
HOUR_S = 3600

Key = Fraction | int


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """An area over the period."""

    area_id: int
    required: int = 0
    exempt: int = 0
    covered: int = 0
    longest_gap_s: int | None = None
    findings: int = 0
    findings_in_time: int = 0

    @property
    def due(self) -> int:
        return self.required - self.exempt

    @property
    def rate(self) -> float | None:
        return self.covered / self.due if self.due else None

    @property
    def findings_rate(self) -> float | None:
        return self.findings_in_time / self.findings if self.findings else None

    def is_apart(self, least: int) -> bool:
        """Too small to be ranked."""
        return self.due < least


def compute_ranks(figures: Iterable[AreaFigures], measure: str, least: int) -> dict[int, int]:
    """The ranks of the areas that have one, by id, from 1 on."""
    keys = {
        each.area_id: key
        for each in figures
        if not each.is_apart(least) and (key := _key(each, measure)) is not None
    }
    ordered = sorted(keys.values())
    first: dict[Key, int] = {}
    for place, key in enumerate(ordered, 1):
        first.setdefault(key, place)
    return {area_id: first[key] for area_id, key in keys.items()}


def _key(figures: AreaFigures, measure: str) -> Key | None:
    """The smaller, the better."""
    if measure == "rate":
        return -Fraction(figures.covered, figures.due) if figures.due else None
    if measure == "gap":
        gap = figures.longest_gap_s
        return None if gap is None else gap // HOUR_S
    if not figures.findings:
        return None
    return -Fraction(figures.findings_in_time, figures.findings)
