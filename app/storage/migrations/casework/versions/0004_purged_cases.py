"""The stubs of purged cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "purged_cases",
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=False),
        sa.Column("purged_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("case_number"),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("purged_cases")
