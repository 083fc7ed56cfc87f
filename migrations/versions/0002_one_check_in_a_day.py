"""One check-in a patient and day, held by the database.

Until here only the service saw to it: two check-ins sent at the same moment could both find the day empty. The newest of a day is
the one that was shown and changed ever since, so it stays.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DROP_OLDER = """
DELETE FROM check_ins WHERE EXISTS (
    SELECT 1 FROM check_ins AS newer
    WHERE newer.patient_id = check_ins.patient_id AND newer.day = check_ins.day
    AND (newer.created_at > check_ins.created_at OR (newer.created_at = check_ins.created_at AND newer.id > check_ins.id))
)
"""


def upgrade() -> None:
    """Make the change."""
    op.execute(_DROP_OLDER)
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_ins_patient_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_check_ins_patient_id_day"), ["patient_id", "day"])


def downgrade() -> None:
    """Undo the change; what was dropped does not come back."""
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_check_ins_patient_id_day"), type_="unique")
        batch_op.create_index(batch_op.f("ix_check_ins_patient_id"), ["patient_id"], unique=False)
