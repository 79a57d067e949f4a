"""What to make a report of."""

from marshmallow import fields

from backend.core.wire import ROW_ID_MAX, Schema, in_range, one_of

FORMATS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ReportQuery(Schema):
    """Without `area`: the one at the top of the caller's territory."""

    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))
    format = fields.String(load_default="xlsx", validate=one_of(*FORMATS))
    locale = fields.String(load_default="zh", validate=one_of("zh", "en"))
