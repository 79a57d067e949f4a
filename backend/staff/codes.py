"""Codes that people read aloud and copy by hand: eight characters hard to take for others."""

import secrets

LENGTH = 8
# No 0 O, 1 I L: a code is read aloud over the phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def draw_code() -> str:
    """A code at random."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def of_number(number: int) -> str:
    """The last eight digits of a number in base 31, the most significant first."""
    digits = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))
