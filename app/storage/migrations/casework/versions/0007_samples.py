"""Drawn samples of closed leads."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = ("samples", "sample_leads")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "samples",
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organ_id", "number"),
    )
    op.create_table(
        "sample_leads",
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.ForeignKeyConstraint(["organ_id", "number"], ["samples.organ_id", "samples.number"]),
        sa.PrimaryKeyConstraint("organ_id", "number", "case_number"),
    )
    for table in _TABLES:
        for event in ("update", "delete"):
            op.execute(_guard(table, event))


def downgrade() -> None:
    """Go down."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in reversed(_TABLES):
        for event in ("update", "delete"):
            of_table = f" ON {table}" if postgresql else ""
            op.execute(f"DROP TRIGGER {table}_no_{event}{of_table}")
        op.drop_table(table)


def _guard(table: str, event: str) -> str:
    begin = f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
    if op.get_bind().dialect.name == "postgresql":
        return begin + "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    return begin + f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
