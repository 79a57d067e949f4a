"""Photos in S3-compatible object storage, through obstore.

Address: `s3://BUCKET/PREFIX?endpoint=URL&region=NAME&style=path|virtual`. Credentials come
from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, never from the address, which ends up in
logs. Alibaba Cloud OSS wants `style=virtual` and an endpoint that begins with the bucket.
"""

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.store import S3Store

from backend.records.photos.storage import NotStored, StorageAddressError, checked

_OPTIONS = {"endpoint", "region", "style"}
_STYLES = {"path", "virtual"}


class S3Storage:
    """Keeps each object under the same key in one bucket, below the prefix."""

    def __init__(self, address: str, scratch: Path) -> None:
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        _check(parts.netloc, options)
        self.incoming = scratch
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/")
        self._options = options

    def put_file(self, key: str, path: Path) -> None:
        # One request, not several parts: it is atomic, and photos are small.
        obstore.put(self._store, checked(key), path, use_multipart=False)

    def put_bytes(self, key: str, content: bytes) -> None:
        obstore.put(self._store, checked(key), content, use_multipart=False)

    def read(self, key: str) -> bytes:
        try:
            return obstore.get(self._store, checked(key)).bytes().to_bytes()
        except FileNotFoundError as error:
            raise NotStored(key) from error

    def exists(self, key: str) -> bool:
        try:
            obstore.head(self._store, checked(key))
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        obstore.delete(self._store, checked(key))

    @cached_property
    def _store(self) -> S3Store:
        """Made when first needed, since its threads would not survive a server's fork."""
        endpoint = self._options.get("endpoint")
        return S3Store(
            self._bucket,
            prefix=self._prefix or None,
            config={
                **({"endpoint": endpoint} if endpoint else {}),
                "region": self._options.get("region", "us-east-1"),
                "virtual_hosted_style_request": self._options.get("style") == "virtual",
                # Some compatible services know no other way of deleting.
                "disable_bulk_delete": True,
            },
            client_options={
                "allow_http": bool(endpoint and endpoint.startswith("http://")),
                "timeout": timedelta(seconds=30),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        )


def _check(bucket: str, options: dict[str, str]) -> None:
    if not bucket or "@" in bucket:
        raise StorageAddressError("name the bucket, and leave credentials to the environment")
    if unknown := options.keys() - _OPTIONS:
        raise StorageAddressError(f"unknown option {', '.join(sorted(unknown))}")
    if options.get("style", "path") not in _STYLES:
        raise StorageAddressError("style is path or virtual")
    if not options.get("endpoint", "https://").startswith(("http://", "https://")):
        raise StorageAddressError("endpoint is an http:// or https:// address")
