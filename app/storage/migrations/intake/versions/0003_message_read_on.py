"""The day on which an officer first opened a reporter's message."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go up."""
    op.add_column("sealed_items", sa.Column("read_on", sa.Date(), nullable=True))
    op.add_column("sealed_items", sa.Column("read_shown_from", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go down."""
    # Not in a batch, which would make the table anew, with hidden row numbers.
    op.drop_column("sealed_items", "read_shown_from")
    op.drop_column("sealed_items", "read_on")
