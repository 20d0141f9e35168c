"""The second schema: under which version of the rulebook a report was made."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column more; no row is written, so that it takes as long with a million reports as with none."""
    op.get_bind().exec_driver_sql("ALTER TABLE report ADD COLUMN rulebook_version INTEGER")
    op.get_bind().exec_driver_sql("PRAGMA user_version = 2")
