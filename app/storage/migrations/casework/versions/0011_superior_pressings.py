"""What the superior organ asked about leads that it does not hold."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "superior_pressings",
        sa.Column("press_id", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("by_organ", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("pressed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("press_id"),
    )
    op.create_index("ix_superior_pressings_case_number", "superior_pressings", ["case_number"])
    op.create_index("ix_superior_pressings_organ_id", "superior_pressings", ["organ_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("superior_pressings")
