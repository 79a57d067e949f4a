"""Which tiles there are, how Tianditu (天地图) is asked for one, what is a picture. Pure."""

from typing import NamedTuple

# What somebody may lay under the grids, and the labels that go on each.
LABELS = {"vec": "cva", "img": "cia"}
LAYERS = (*LABELS, *LABELS.values())
ZOOMS = range(1, 19)

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Tile(NamedTuple):
    """A square of a layer, in the common numbering: Web Mercator, north-west first."""

    layer: str
    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """At zoom z a layer has 2^z columns and as many rows."""
        side = range(1 << self.z) if self.z in ZOOMS else ()
        return self.layer in LAYERS and self.x in side and self.y in side


def path(tile: Tile) -> str:
    """The address of a layer's service; `_w` is Tianditu's name of Web Mercator."""
    return f"/{tile.layer}_w/wmts"


def query(tile: Tile) -> dict[str, str]:
    """A GetTile of OGC WMTS 1.0.0 in key-value pairs, still without the key."""
    return {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": tile.layer,
        "STYLE": "default",
        "TILEMATRIXSET": "w",
        "FORMAT": "tiles",
        "TILEMATRIX": str(tile.z),
        "TILEROW": str(tile.y),
        "TILECOL": str(tile.x),
    }


def picture_type(declared: str, content: bytes) -> str | None:
    """PNG or JPEG, by what it is; None for a page of words, whatever it calls itself."""
    if not declared.startswith("image/"):
        return None
    found = (kind for start, kind in _SIGNATURES.items() if content.startswith(start))
    return next(found, None)
