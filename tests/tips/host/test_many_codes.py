"""The long form of the code's strength."""

from collections import Counter

import pytest

from backend.tips.host import code


@pytest.mark.drill
def test_a_million_codes_do_not_repeat() -> None:
    made = {code.make() for _ in range(1_000_000)}
    assert len(made) == 1_000_000
    counts = Counter("".join(each[:24] for each in made))
    chi = sum((counts[str(digit)] - 2.4e6) ** 2 / 2.4e6 for digit in range(10))
    assert chi < 27.88  # p = 0.001
