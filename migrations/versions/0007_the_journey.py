"""Home practices, what therapists set of modules, and sheets.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from bot.db.tables.base import Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "home_practices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("lesson_id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("went", sa.String(length=16), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_home_practices_patient_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_practices")),
    )
    op.create_index("ix_home_practices_patient_id_given_at", "home_practices", ["patient_id", "given_at"])
    op.create_table(
        "module_settings",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_module_settings_patient_id_people")),
        sa.PrimaryKeyConstraint("patient_id", "module_id", name=op.f("pk_module_settings")),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.Column("content_version", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_sheets_patient_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
    )
    op.create_index("ix_sheets_patient_id_exercise_changed_at", "sheets", ["patient_id", "exercise", "changed_at"])


def downgrade() -> None:
    """Undo the change; practices, settings and sheets are lost."""
    op.drop_table("sheets")
    op.drop_table("module_settings")
    op.drop_table("home_practices")
