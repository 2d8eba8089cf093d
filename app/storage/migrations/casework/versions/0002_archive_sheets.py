"""Concluded leads on their way to the archive."""

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


def downgrade() -> None:
    """Go down."""
    op.drop_table("archive_sheets")
