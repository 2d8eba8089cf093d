"""Whether a case's access code is a one-time code, of a lead that an officer entered."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go up."""
    # All that is there came by the public form.
    op.add_column(
        "cases",
        sa.Column("code_state", sa.String(length=16), nullable=False, server_default="own"),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_column("cases", "code_state")
