"""HEIC files for the tests: the product reads them only, with a library that has no encoder."""

import pillow_heif

from backend.records.photos.inspect import enable_heic


def enable_writing() -> None:
    """Lets Pillow save as HEIF; they are still read as the product reads them."""
    pillow_heif.register_heif_opener()
    enable_heic()
