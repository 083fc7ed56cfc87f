"""The ladder, notifications, on-call order, contact addresses, and drills.

Cases that wait when this is applied start at the foot of the ladder: nobody was asked for them outside the console yet.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from bot.db.tables.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change. Columns are added plainly: rebuilding a table would cost its partial indexes."""
    op.add_column("people", sa.Column("canary", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "uq_people_canary", "people", ["canary"], unique=True, sqlite_where=sa.text("canary"), postgresql_where=sa.text("canary")
    )
    op.add_column("conversations", sa.Column("canary", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_conversations_canary", "conversations", ["id"], sqlite_where=sa.text("canary"), postgresql_where=sa.text("canary")
    )
    op.add_column("cases", sa.Column("armed_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("arming", sa.Integer(), server_default="1", nullable=False))
    op.add_column("cases", sa.Column("rung", sa.Integer(), server_default="0", nullable=False))
    op.add_column("cases", sa.Column("ladder_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("ladder_next", sa.String(length=32), nullable=True))
    op.create_index("ix_cases_ladder_at", "cases", ["ladder_at"])
    op.execute("UPDATE cases SET armed_at = opened_at")
    op.execute("UPDATE cases SET ladder_at = opened_at, ladder_next = 'asked' WHERE status = 'open'")
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contacts_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("person_id", "address", name="uq_contacts_person_id_address"),
    )
    op.create_table(
        "on_call",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_on_call_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_on_call"),
    )
    op.create_table(
        "ladder_steps",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("arming", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_ladder_steps_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_ladder_steps"),
        sa.UniqueConstraint("case_id", "arming", "rung", name="uq_ladder_steps_case_id_arming_rung"),
    )
    op.create_table(
        "case_asked",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_asked_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_case_asked_person_id_people"),
        sa.PrimaryKeyConstraint("case_id", "person_id", name="pk_case_asked"),
    )
    op.create_index("ix_case_asked_person_id", "case_asked", ["person_id"])
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("arming", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("failed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("key", name="uq_notifications_key"),
    )
    op.create_index("ix_notifications_case_id", "notifications", ["case_id"])
    op.create_index(
        "ix_notifications_due",
        "notifications",
        ["next_try_at"],
        sqlite_where=sa.text("next_try_at IS NOT NULL"),
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_table(
        "drills",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("running", sa.String(length=8), nullable=True),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        *(sa.Column(f"{hop}_at", UtcDateTime(timezone=True), nullable=True) for hop in ("accepted", "screened", "opened")),
        sa.Column("opened_by", sa.String(length=16), nullable=True),
        *(sa.Column(f"{hop}_at", UtcDateTime(timezone=True), nullable=True) for hop in ("asked", "notified", "finished")),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("missing", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_drills"),
        sa.UniqueConstraint("running", name="uq_drills_running"),
    )
    op.create_index("ix_drills_finished_at", "drills", ["finished_at"])


def downgrade() -> None:
    """Undo the change; what was dropped does not come back."""
    for table in ("drills", "notifications", "case_asked", "ladder_steps", "on_call", "contacts"):
        op.drop_table(table)
    op.drop_index("ix_cases_ladder_at", "cases")
    for column in ("ladder_next", "ladder_at", "rung", "arming", "armed_at"):
        op.drop_column("cases", column)
    op.drop_index("ix_conversations_canary", "conversations")
    op.drop_column("conversations", "canary")
    op.drop_index("uq_people_canary", "people")
    op.drop_column("people", "canary")
