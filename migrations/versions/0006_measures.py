"""Finished measures, and follow-ups of answers that must not be left alone.

A database that came to 0005 before 0004 stood in front of it has not got 0004's tables. It is given them here.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import context, op

from bot.db.tables.base import Json, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PENDING = sa.text("settled_at IS NULL")


def upgrade() -> None:
    """Make the change, after the one that was left out, if it was."""
    if not sa.inspect(op.get_bind()).has_table("ladder_steps"):
        context.script.get_revision("0004").module.upgrade()
    op.create_table(
        "measure_results",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("band", sa.String(length=32), nullable=False),
        sa.Column("content_version", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_measure_results_patient_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_results")),
    )
    op.create_index("ix_measure_results_patient_id_measure_created_at", "measure_results", ["patient_id", "measure", "created_at"])
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("tier", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_follow_ups_message_id_messages")),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_follow_ups_patient_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("message_id", name=op.f("uq_follow_ups_message_id")),
    )
    op.create_index(
        "uq_follow_ups_pending",
        "follow_ups",
        ["conversation_id"],
        unique=True,
        sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    )
    op.create_index("ix_follow_ups_due", "follow_ups", ["due_at"], sqlite_where=_PENDING, postgresql_where=_PENDING)


def downgrade() -> None:
    """Undo the change; results and follow-ups are lost."""
    op.drop_table("follow_ups")
    op.drop_table("measure_results")
