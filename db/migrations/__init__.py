"""Alembic's side: one file for each schema, and how they are run. Imported only when a schema differs."""
