"""Runs the migrations of the citizens' database, on the engine that the caller hands over."""

from alembic import context

from backend.tips.host.models import TipsBase

with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=TipsBase.metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
