"""The numbering of tiles, the cache and the settings, each by itself."""

import pytest

from backend.core.config import Config, ConfigError, load
from backend.records.tiles.cache import Picture, TileCache
from backend.records.tiles.rules import LAYERS, Tile, picture_type

pytestmark = pytest.mark.fast

PNG = b"\x89PNG\r\n\x1a\n"
GOOD = {"TIANDITU_KEY": "0a1b2c", "TIANDITU_APPROVAL": "GS(2024)0650号"}


def tile(x: int) -> Tile:
    return Tile("vec", 10, x, 1)


def test_every_layer_has_its_tiles() -> None:
    for layer in LAYERS:
        assert Tile(layer, 18, 0, 2**18 - 1).exists
    for z, side in ((1, 2), (18, 2**18)):
        assert not Tile("vec", z, side, 0).exists
        assert not Tile("vec", z, 0, side).exists
        assert not Tile("vec", z, -1, 0).exists


@pytest.mark.parametrize(
    ("declared", "content", "kind"),
    (
        ("image/png", PNG, "image/png"),
        ("image/jpeg", PNG, "image/png"),
        ("image/jpeg; charset=utf-8", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("text/html", PNG, None),
        ("image/png", b"<html>", None),
        ("image/svg+xml", b"<svg onload=x>", None),
        ("image/png", b"", None),
        ("", PNG, None),
    ),
)
def test_what_is_a_picture(declared: str, content: bytes, kind: str | None) -> None:
    assert picture_type(declared, content) == kind


def test_a_shelf_never_holds_more_than_it_may() -> None:
    cache = TileCache(max_bytes=100, max_age_s=60)
    for x in range(10):
        cache.put(tile(x), Picture(bytes(30), "image/png"), 0)
    kept = [x for x in range(10) if cache.get(tile(x), 0)]
    assert kept == [7, 8, 9]
    cache.put(tile(9), Picture(bytes(20), "image/png"), 0)  # in place of the old one
    cache.put(tile(10), Picture(bytes(20), "image/png"), 0)
    assert [x for x in range(11) if cache.get(tile(x), 0)] == [7, 8, 9, 10]
    cache.put(tile(11), Picture(bytes(101), "image/png"), 0)
    assert [x for x in range(12) if cache.get(tile(x), 0)] == []


def test_what_was_looked_at_stays_longest_and_nothing_stays_for_ever() -> None:
    cache = TileCache(max_bytes=60, max_age_s=60)
    for x in (1, 2):
        cache.put(tile(x), Picture(bytes(30), "image/png"), 0)
    assert cache.get(tile(1), 1) is not None
    cache.put(tile(3), Picture(bytes(30), "image/png"), 2)
    assert cache.get(tile(2), 3) is None
    assert cache.get(tile(1), 59.9) is not None
    assert cache.get(tile(1), 60) is None


def settings(**told: str) -> Config:
    return load({"DATA": ".", **told})


def test_the_key_is_in_no_print_of_the_settings() -> None:
    assert settings(**GOOD).tianditu_key == "0a1b2c"
    assert "0a1b2c" not in repr(settings(**GOOD))
    assert settings(TIANDITU_URL="https://maps.example/t/").tianditu_url == "https://maps.example/t"


@pytest.mark.parametrize(
    ("told", "name"),
    (
        ({"TIANDITU_KEY": "0a1b2c"}, "TIANDITU_APPROVAL"),
        (GOOD | {"TIANDITU_APPROVAL": " "}, "TIANDITU_APPROVAL"),
        (GOOD | {"TIANDITU_KEY": "secret&x=1"}, "TIANDITU_KEY"),
        (GOOD | {"TIANDITU_KEY": "密钥"}, "TIANDITU_KEY"),
        ({"TIANDITU_URL": "t0.tianditu.gov.cn"}, "TIANDITU_URL"),
        ({"TIANDITU_URL": "ftp://t0.tianditu.gov.cn"}, "TIANDITU_URL"),
        ({"TIANDITU_URL": "https://user:secret@t0.tianditu.gov.cn"}, "TIANDITU_URL"),
        ({"TIANDITU_URL": "https://t0.tianditu.gov.cn/?tk=secret"}, "TIANDITU_URL"),
        ({"TIANDITU_URL": "https://"}, "TIANDITU_URL"),
        ({"TIANDITU_URL": ""}, "TIANDITU_URL"),
    ),
)
def test_settings_that_do_not_fit(told: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigError, match=name) as raised:
        settings(**told)
    assert "secret" not in str(raised.value)
