"""Read marks: which of a patient's messages a person was shown.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from bot.db.tables.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "read_marks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("reader_id", sa.String(length=32), nullable=False),
        sa.Column("reader_role", sa.String(length=16), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("through_seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_read_marks_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name=op.f("fk_read_marks_reader_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_marks")),
        sa.UniqueConstraint(
            "conversation_id", "reader_id", "through_seq", name=op.f("uq_read_marks_conversation_id_reader_id_through_seq")
        ),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("read_marks")
