"""What one server process needs for photos: the storage, and the limits on work at once."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from urllib.parse import urlsplit

from flask import Flask, current_app

from backend.core.config import Config
from backend.records.photos.folder import FolderStorage
from backend.records.photos.intake import Gate
from backend.records.photos.s3 import S3Storage
from backend.records.photos.storage import Storage, StorageAddressError

# A decoded photo of 60 megapixels fills some 240 MB, so few may be open at the same time.
DECODERS = 2
# Seconds that a photo waits for one of them: others are not held up by those that take long.
PATIENCE_S = 20.0


@dataclass(frozen=True)
class PhotoResources:
    storage: Storage
    max_bytes: int
    uploads: Gate
    decoders: BoundedSemaphore
    nginx_sends_pictures: bool = False
    # Hashes of photos that took this process too long to decode; it does not try them again.
    too_slow: set[str] = field(default_factory=set)
    # Faults of originals that the log has, by code and hash.
    told: set[tuple[str, str]] = field(default_factory=set)


def install(app: Flask, settings: Config) -> None:
    """Gives the application its photo resources. Raises StorageAddressError."""
    shared = settings.nginx_sends_pictures
    app.extensions["photos"] = PhotoResources(
        storage=open_storage(settings.photo_store, settings.instance / "incoming", shared=shared),
        max_bytes=settings.photo_max_bytes,
        uploads=Gate(settings.upload_slots),
        decoders=BoundedSemaphore(DECODERS),
        nginx_sends_pictures=shared,
    )


def get_resources() -> PhotoResources:
    """The photo resources of the application that is running."""
    found: PhotoResources = current_app.extensions["photos"]
    return found


def open_storage(address: str, scratch: Path, *, shared: bool = False) -> Storage:
    """The storage behind a folder's path or an `s3://bucket/prefix?endpoint=&region=` URL.

    `scratch` is a local folder for files on their way into a storage that is not local; `shared`
    is a folder's, see FolderStorage.
    Raises StorageAddressError.
    """
    scheme = urlsplit(address).scheme
    if scheme == "s3":
        return S3Storage(address, scratch)
    if "://" in address:
        raise StorageAddressError(f"no storage is known for {scheme}://")
    return FolderStorage(Path(address), shared=shared)
