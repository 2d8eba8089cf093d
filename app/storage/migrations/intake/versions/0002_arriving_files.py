"""Files that a browser sealed and sends in pieces."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "arriving_files",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("verifier_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payload_bytes", sa.BigInteger(), nullable=False),
        sa.Column("payload_digest", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("item_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("arriving_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_arriving_files_verifier_hash"), ["verifier_hash"], unique=False
        )


def downgrade() -> None:
    """Go down: their payloads are then orphans, which the sweep deletes."""
    with op.batch_alter_table("arriving_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arriving_files_verifier_hash"))

    op.drop_table("arriving_files")
