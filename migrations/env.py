"""Runs the migrations of the staff database against whichever engine the app is bound to."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy.sql.schema import SchemaItem

from backend.core.database import Base
from backend.staff.extensions import db

# Tables that SpatiaLite and PostGIS keep for themselves; geoalchemy2 knows most of them.
SPATIAL = frozenset(
    (
        "ElementaryGeometries",
        "KNN",
        "KNN2",
        "SpatialIndex",
        "data_licenses",
        "spatial_ref_sys",
        "sql_statements_log",
    )
)


def include_object(item: SchemaItem, name: str, kind: str, reflected: bool, other: Any) -> bool:
    if kind == "table" and reflected and name in SPATIAL:
        return False
    return bool(alembic_helpers.include_object(item, name, kind, reflected, other))


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        render_item=alembic_helpers.render_item,
        compare_type=True,
        # One revision, one transaction: on both engines a failed step leaves nothing behind.
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
