"""How a share and a span are rounded, wherever people read them. Pure.

Paper, workbook, screen and ranking all round half up, to one decimal, by the rule that stands here
and, line by line, in the H5's `domain/rounding.ts`; `tests/vectors/rounding.json` binds both.

| share              | reads  | why                                    |
|--------------------|--------|----------------------------------------|
| 0                  | 0.0 %  |                                        |
| above 0, < 0.0005  | 0.1 %  | something was done: never "0.0 %"      |
| 13/15 = 0.8666...  | 86.7 % | half up                                |
| 0.8665             | 86.7 % | half up, whatever its binary digits    |
| >= 0.9995, below 1 | 99.9 % | something is left: never "100.0 %"     |
| 1                  | 100 %  |                                        |
"""

from math import floor
from typing import Literal, NamedTuple

WHOLE = 1000  # tenths of a percent
HOUR_S, DAY_S = 3600, 86_400
# A half may lie this far below itself as a binary number; shares of up to a hundred million
# sites that are no halves lie further from one.
_DUST = 1e-9


def round_share(share: float) -> int:
    """Tenths of a percent, 0 to 1000, of a share from 0 to 1."""
    if share <= 0:
        return 0
    if share >= 1:
        return WHOLE
    return min(max(floor(share * WHOLE + 0.5 + _DUST), 1), WHOLE - 1)


class Span(NamedTuple):
    """A length of time as people read it: `tenths` of a day, or tenths of whole hours."""

    unit: Literal["days", "hours"]
    tenths: int


def round_span(seconds: int) -> Span:
    """From a day on tenths of a day, below it whole hours, at least one; half up."""
    if seconds >= DAY_S:
        return Span("days", (20 * seconds + DAY_S) // (2 * DAY_S))
    return Span("hours", 10 * max(1, (2 * seconds + HOUR_S) // (2 * HOUR_S)))
