"""Alembic's entry point: runs the migrations on the connection that run.py hands over."""

from __future__ import annotations

from alembic import context

from db.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
