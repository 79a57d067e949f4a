"""Answering with a picture that others may see: its bytes, or where nginx finds them."""

from http import HTTPStatus

from flask import Response

from backend.records.photos.models import Photo
from backend.records.photos.rendition import Size
from backend.records.photos.resources import get_resources
from backend.records.photos.service import make_rendition, rendition_bytes
from backend.staff.polling import picture

# The location of nginx that only answers of ours lead to: docs/operations.md.
INTERNAL = "/pictures/"


def show(photo: Photo, size: Size) -> Response:
    """The JPEG of a photo, for a caller who may see it. Raises as `rendition_bytes`."""
    etag = f"{photo.sha256}-{size}"
    if not get_resources().nginx_sends_pictures:
        return picture(rendition_bytes(photo, size), etag)
    key = make_rendition(photo, size)
    answer = picture(b"", etag)
    if answer.status_code == HTTPStatus.OK:
        answer.headers["X-Accel-Redirect"] = INTERNAL + key
    return answer
