"""Concluded leads on their way to the archive, and the stubs of purged ones."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "archive_sheets",
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=False),
        sa.Column("feedback_on", sa.Date(), nullable=False),
        sa.Column("inquiries_answered", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.String(length=64), nullable=False),
        sa.Column("put_on", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.String(length=64), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case_number"),
    )
    op.create_index("ix_archive_sheets_organ_id", "archive_sheets", ["organ_id"])
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
    op.drop_table("archive_sheets")
