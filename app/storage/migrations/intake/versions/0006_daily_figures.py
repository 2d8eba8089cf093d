"""Daily figures: how many items arrived, and one root; what became of items that were counted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TABLES = (("daily_figures", "day >= NEW.day"), ("item_changes", "leaf = NEW.leaf"))


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "daily_figures",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item_changes",
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("becomes", sa.LargeBinary(length=32), nullable=True),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("leaf"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sealed_items_day", "sealed_items", ["day", "kind", "payload_digest"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def downgrade() -> None:
    """Go down."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    guards = ("no_update", "no_delete", "no_truncate" if postgresql else "once")
    for table, _ in _TABLES:
        for guard in guards:
            op.execute(f"DROP TRIGGER {table}_{guard}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_index("ix_sealed_items_day", "sealed_items")
    op.drop_table("item_changes")
    op.drop_table("daily_figures")


def _guard_on_sqlite() -> None:
    for table, there in _TABLES:
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # Else `INSERT OR REPLACE` would take a row away without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} "  # noqa: S608  our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, _ in _TABLES:
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
