"""The code: how strong it is, what it forgives, and that its check digit tells mistakes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.tips.host import code

pytestmark = pytest.mark.fast

DIGITS = st.text("0123456789", min_size=24, max_size=24)


def checked(digits: str) -> str:
    return digits + str(code.check_digit(digits))


@given(DIGITS)
def test_every_wrong_digit_and_every_swap_of_neighbours_shows(digits: str) -> None:
    whole = checked(digits)
    assert code.read(whole) == whole
    for at, digit in enumerate(whole):
        for other in set("0123456789") - {digit}:
            assert code.read(whole[:at] + other + whole[at + 1 :]) is None
    for at, (left, right) in enumerate(pairwise(whole)):
        swapped = whole[:at] + right + left + whole[at + 2 :]
        assert code.read(swapped) == (whole if left == right else None)


def test_a_code_is_entered_as_people_do() -> None:
    whole = checked("123456789012345678901234")
    assert code.shown(whole).count("-") == 4
    for entered in (
        code.shown(whole),
        f" {whole} ",
        whole.translate(WIDE),
        f"{whole[:9]}—{whole[9:]}",
    ):
        assert code.read(entered) == whole
    for entered in ("", whole[:-1], whole + "0", whole.replace("1", "l"), "²" * 25, "٣" * 25):
        assert code.read(entered) is None


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize("count", (20_000, pytest.param(1_000_000, marks=pytest.mark.drill)))
def test_codes_do_not_repeat_and_their_digits_are_even(count: int) -> None:
    made = [code.make() for _ in range(count)]
    assert len(set(made)) == len(made)
    assert all(code.read(each) == each for each in made)
    digits = "".join(each[:24] for each in made)
    expected = len(digits) / 10
    chi = sum((digits.count(str(d)) - expected) ** 2 / expected for d in range(10))
    assert chi < 33.7  # nine degrees of freedom, p = 0.0001
    assert 10**24 > 2**79


def test_the_half_that_stays_is_not_the_half_that_travels() -> None:
    one, other = code.root(checked("0" * 24)), code.root(checked("1" + "0" * 23))
    assert len({one.auth, one.half, other.auth, other.half}) == 4
    assert {len(one.auth), len(one.half)} == {32}
