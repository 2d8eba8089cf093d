"""Daily figures that officers kept, addresses for notices, and mails on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "kept_figures",
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("figure_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organ_id", "day"),
    )
    op.create_table(
        "mail_addresses",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "outgoing_mails",
        sa.Column("mail_id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("mail_id"),
        sa.UniqueConstraint("account", "kind", "day", "count"),
    )
    op.create_index("ix_outgoing_mails_next_try_at", "outgoing_mails", ["next_try_at"])
    if op.get_bind().dialect.name == "postgresql":
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER kept_figures_no_{event} BEFORE {event.upper()} ON kept_figures "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        return
    for event in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER kept_figures_no_{event} BEFORE {event.upper()} ON kept_figures "
            "BEGIN SELECT RAISE(ABORT, 'kept_figures is append-only'); END"
        )


def downgrade() -> None:
    """Go down."""
    of_table = " ON kept_figures" if op.get_bind().dialect.name == "postgresql" else ""
    for event in ("update", "delete"):
        op.execute(f"DROP TRIGGER kept_figures_no_{event}{of_table}")
    op.drop_index("ix_outgoing_mails_next_try_at", "outgoing_mails")
    op.drop_table("outgoing_mails")
    op.drop_table("mail_addresses")
    op.drop_table("kept_figures")
