"""Why a person was asked to look at a result, and when that was decided.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from bot.db.tables.base import Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change. Results from before count as looked at: an upgrade must not ask people about months ago."""
    with op.batch_alter_table("measure_results") as table:
        table.add_column(sa.Column("message_id", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("deteriorations", Json, server_default="[]", nullable=False))
        table.add_column(sa.Column("assessed_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE measure_results SET assessed_at = created_at")
    op.create_index(op.f("ix_measure_results_assessed_at"), "measure_results", ["assessed_at"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_index(op.f("ix_measure_results_assessed_at"), table_name="measure_results")
    with op.batch_alter_table("measure_results") as table:
        table.drop_column("assessed_at")
        table.drop_column("deteriorations")
        table.drop_column("message_id")
