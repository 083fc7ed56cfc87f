"""Patients' safety plans, every version kept.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from bot.db import ddl
from bot.db.tables.base import Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "safety_plan_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("changed", Json, nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("author_role", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_safety_plan_versions_patient_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_plan_versions")),
        sa.UniqueConstraint("patient_id", "version", name=op.f("uq_safety_plan_versions_patient_id_version")),
    )
    ddl.install_append_only(op.get_bind(), "safety_plan_versions")


def downgrade() -> None:
    """Undo the change; the plans are gone then."""
    ddl.remove_append_only(op.get_bind(), "safety_plan_versions")
    op.drop_table("safety_plan_versions")
