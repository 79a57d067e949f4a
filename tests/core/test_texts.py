"""What keyboards and clipboards put into a text, and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.texts import (
    clean_name,
    compact,
    is_name,
    plain_code,
    plain_phone,
    plain_username,
    secret_forms,
    whole,
)

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    "typed",
    (
        "UJPEV7NC",
        "UJPE-V7NC",
        "ＵＪＰＥ－Ｖ７ＮＣ",
        "UJPE\u2010V7NC",
        "UJPE \u2014 V7NC",
        "UJPE\u2212V7NC",
        "UJPE\ufe63V7NC",
        "\u202dUJPEV7NC\u202c",
        "UJPE\u00adV7\u200bNC\ufeff",
        " UJPE\u3000V7NC\n",
    ),
)
def test_codes(typed: str) -> None:
    assert compact(typed) == "UJPEV7NC"


@pytest.mark.parametrize(
    ("name", "readable"),
    (
        ("将军山社区", True),
        ("3 号楼", True),
        ("😀", True),
        ("", False),
        (" \t", False),
        ("\u200b", False),
        ("\u3164", False),
        ("一\n二", False),
        ("铃\x07", False),
        ("\u0301", False),
    ),
)
def test_names(name: str, readable: bool) -> None:
    assert is_name(name) is readable


@pytest.mark.parametrize(
    ("name", "kept"),
    (
        (" 王强 ", "王强"),
        ("王\u202e强", "王强"),
        ("王\u200b强", "王强"),
        ("a\u200db", "a\u200db"),
    ),
)
def test_what_is_kept_of_a_name(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    (
        ("门锁已换\ud83d", "门锁已换\ufffd"),
        ("\udc00x\ud800y", "\ufffdx\ufffdy"),
        ("😀", "😀"),
        ("\ud83d\ude00", "😀"),
    ),
)
def test_halves_of_pairs(text: str, kept: str) -> None:
    assert whole(text) == kept


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_comes_can_be_stored_afterwards(text: str) -> None:
    whole(text).encode()
    compact(text)
    clean_name(text)


def test_a_code_is_read_whatever_its_case() -> None:
    assert plain_code("ｕｊｐｅ－v7nc") == "UJPEV7NC"


@pytest.mark.parametrize(
    ("typed", "plain"),
    (
        ("１３９\u2010１１１１", "139-1111"),
        ("\u202d0598 3622110\u202c", "0598 3622110"),
        ("（0598）3622110转8", "(0598)3622110转8"),
        ("139\u22121111", "139-1111"),
    ),
)
def test_telephone_numbers(typed: str, plain: str) -> None:
    assert plain_phone(typed) == plain


@pytest.mark.parametrize(
    "typed", (" Wang.Xun ", "ｗａｎｇ．ｘｕｎ", "wang。xun", "wang\u200b.xun", "\ufeffWANG.XUN")
)
def test_usernames(typed: str) -> None:
    assert plain_username(typed) == "wang.xun"


def test_one_secret_from_every_keyboard() -> None:
    composed, apart, wide = "caf\u00e9 2026", "cafe\u0301 2026", "ｃａｆ\u00e9\u3000２０２６"
    assert {secret_forms(typed)[0] for typed in (composed, apart, wide)} == {composed}
    assert secret_forms(composed) == (composed,)
    assert secret_forms(wide) == (composed, wide)


@given(st.text())
def test_folding_a_secret_again_changes_nothing(typed: str) -> None:
    folded = secret_forms(typed)[0]
    assert secret_forms(folded) == (folded,)
