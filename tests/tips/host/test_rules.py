"""How long a tip stays, at the edges."""

from datetime import date

import pytest

from backend.tips.host.rules import Retention, Stay, cap, stay
from tests.tips.host.builders import RETENTION

pytestmark = pytest.mark.fast
KEPT = Retention(**RETENTION)
BEGIN = date(2026, 1, 10)


def test_the_cap_is_counted_in_months() -> None:
    assert cap(date(2024, 2, 29), KEPT) == date(2026, 2, 28)
    assert cap(date(2026, 12, 31), KEPT) == date(2028, 12, 31)
    assert cap(BEGIN, Retention(7, 90, 30, 1, 30)) == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("closed", "more", "expected"),
    (
        (date(2026, 2, 1), {}, Stay(date(2026, 5, 2), date(2026, 3, 3))),
        (date(2026, 2, 1), {"spam": True}, Stay(date(2026, 2, 8), date(2026, 2, 8))),
        (
            date(2026, 2, 1),
            {"keep_until": date(2026, 6, 1)},
            Stay(date(2026, 6, 1), date(2026, 3, 3)),
        ),
        (
            date(2026, 2, 1),
            {"keep_until": date(2026, 2, 2)},
            Stay(date(2026, 5, 2), date(2026, 3, 3)),
        ),
        (date(2027, 12, 31), {}, Stay(date(2028, 1, 10), date(2028, 1, 10))),
        (
            date(2027, 12, 1),
            {"keep_until": date(2030, 1, 1)},
            Stay(date(2028, 1, 10), date(2027, 12, 31)),
        ),
    ),
)
def test_the_last_days(closed: date, more: dict[str, object], expected: Stay) -> None:
    assert stay(BEGIN, closed, KEPT, **more) == expected  # type: ignore[arg-type]
