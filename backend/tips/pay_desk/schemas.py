"""The pay desk on the wire: a voucher in, an amount out, and nothing about any tip."""

from marshmallow import fields

from backend.core.wire import Day, Schema, between, one_of


class BroughtSchema(Schema):
    """The voucher as it was read or typed; hyphens, spaces and case do not matter."""

    voucher = fields.String(required=True, validate=between(1, 60))


class VoucherSchema(Schema):
    """`mode` real_id_at_desk asks for an identity card; its data stay with the pay desk."""

    amount = fields.Integer(required=True)
    office = fields.String(required=True)
    mode = fields.String(
        required=True, validate=one_of("code_only", "code_plus_contact", "real_id_at_desk")
    )
    claim_by = Day(required=True)
    state = fields.String(required=True, validate=one_of("open", "paid", "expired"))
