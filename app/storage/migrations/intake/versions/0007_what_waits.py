"""Which cases have a record, and indexes over what waits for an officer."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_UNREAD = sa.text("kind = 'message' AND read_on IS NULL")
_SEALED = sa.text("NOT recorded")


def upgrade() -> None:
    """Go up."""
    # False for all that is there: the next look at the list puts it right.
    op.add_column(
        "case_holders",
        sa.Column("recorded", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_case_holders_sealed",
        "case_holders",
        ["organ_id"],
        sqlite_where=_SEALED,
        postgresql_where=_SEALED,
    )
    op.create_index(
        "ix_sealed_items_unread",
        "sealed_items",
        ["item_id"],
        sqlite_where=_UNREAD,
        postgresql_where=_UNREAD,
    )


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_sealed_items_unread", "sealed_items")
    op.drop_index("ix_case_holders_sealed", "case_holders")
    op.drop_column("case_holders", "recorded")
