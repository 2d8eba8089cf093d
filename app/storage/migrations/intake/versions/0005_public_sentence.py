"""The code of a general sentence beside the public word."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go up."""
    op.add_column(
        "public_word_changes",
        sa.Column("sentence", sa.String(length=32), server_default="", nullable=False),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_column("public_word_changes", "sentence")
