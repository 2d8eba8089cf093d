"""Notes between organs about a lead of which each has a record of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "organ_notes",
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("key_generation", sa.Integer(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("note_id"),
    )
    op.create_index(op.f("ix_organ_notes_case_number"), "organ_notes", ["case_number"])
    op.create_index(op.f("ix_organ_notes_organ_id"), "organ_notes", ["organ_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_index(op.f("ix_organ_notes_organ_id"), "organ_notes")
    op.drop_index(op.f("ix_organ_notes_case_number"), "organ_notes")
    op.drop_table("organ_notes")
