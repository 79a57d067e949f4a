"""What people type and paste, brought into one form. Pure.

    what                        becomes
    full-width letters, digits  their plain forms (NFKC), in codes, numbers, secrets
    soft hyphen, zero width     nothing, in codes, numbers and names
    dashes of all kinds, space  nothing, in codes and numbers
    controls of direction       nothing, in names: they turn what is read around. The two joiners
                                stay in names, where some scripts need them
    half a surrogate pair       U+FFFD, in free text: no database and no encoding holds it

A name needs at least one letter, digit, symbol or mark that can be seen.
"""

import unicodedata

_MINUS = "\u2212"
_JOINERS = "\u200c\u200d"
# Unicode's Default_Ignorable_Code_Point that Python's categories do not call Cf, and the blank of
# Braille, a symbol that shows nothing.
_IGNORABLE = frozenset(
    (0x2800, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810))
    + tuple(range(0xFE00, 0xFE10))
    + tuple(range(0xE0000, 0xE1000))
)


def fold_width(text: str) -> str:
    """NFKC: one form for what a Chinese keyboard types full-width, and for composed letters."""
    return unicodedata.normalize("NFKC", text)


def drop_ignorable(text: str) -> str:
    """Without what nobody sees: soft hyphens, zero-width characters, controls of direction."""
    return "".join(char for char in text if not is_ignorable(char))


def compact(text: str) -> str:
    """A code or number as it was meant: plain characters without spaces, dashes and ignorables."""
    folded = drop_ignorable(fold_width(text))
    return "".join(char for char in folded if not char.isspace() and not _is_dash(char))


def plain_code(typed: str) -> str:
    """A code that somebody typed: neither case nor what `compact` drops matters."""
    return compact(typed).upper()


def plain_phone(typed: str) -> str:
    """A telephone number with plain digits, signs and hyphens, as it was divided."""
    folded = drop_ignorable(fold_width(typed))
    return "".join("-" if _is_dash(char) else char for char in folded).strip()


def plain_username(typed: str) -> str:
    """A username as phones and Chinese keyboards type it: capitals, wide letters, 。for a dot."""
    return plain_phone(typed).replace("\u3002", ".").lower()


def secret_forms(typed: str) -> tuple[str, ...]:
    """A password in the form that is hashed, then, if it differs, as it was typed.

    NFKC, so that each keyboard and phone gives the same (NIST SP 800-63B, 5.1.1.2). What was
    hashed before that rule was hashed as typed.
    """
    folded = fold_width(typed)
    return (folded,) if folded == typed else (folded, typed)


def clean_name(text: str) -> str:
    """A name as it is stored: nothing ignorable but joiners, no space at its ends."""
    kept = (char for char in text if char in _JOINERS or not is_ignorable(char))
    return "".join(kept).strip()


def is_name(text: str) -> bool:
    """Whether somebody can read it: something visible, no control characters, no new lines."""
    kinds = {unicodedata.category(char) for char in text if not is_ignorable(char)}
    return is_visible(text) and kinds.isdisjoint(("Cc", "Zl", "Zp"))


def is_visible(text: str) -> bool:
    """Whether there is something in it that can be seen."""
    return any(unicodedata.category(char)[0] in "LNSP" and not is_ignorable(char) for char in text)


def whole(text: str) -> str:
    """With U+FFFD for each half of a surrogate pair (the conversion of WHATWG's USVString)."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_ignorable(char: str) -> bool:
    """Whether a character is shown as nothing."""
    return unicodedata.category(char) == "Cf" or ord(char) in _IGNORABLE


def _is_dash(char: str) -> bool:
    return char == _MINUS or unicodedata.category(char) == "Pd"
