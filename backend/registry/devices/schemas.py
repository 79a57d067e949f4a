"""Devices on the wire."""

from marshmallow import fields

from backend.core.wire import Instant, Schema, between, page_of


class NewDeviceSchema(Schema):
    name = fields.String(required=True, validate=between(1, 80))


class DeviceSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    created_at = Instant(required=True)


class DeviceKeysSchema(DeviceSchema):
    """Both keys are 32 bytes in base64url without padding; `key` is a secret of this phone."""

    key = fields.String(required=True, metadata={"description": "HMAC-SHA256 key of this device"})
    seal_key = fields.String(
        required=True, metadata={"description": "X25519 public key, for libsodium sealed boxes"}
    )


DevicePageSchema = page_of("DevicePage", DeviceSchema)
