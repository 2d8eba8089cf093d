"""The log takes no change: triggers, signed checkpoints, and what finds an entry."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TABLES = ("audit_entries", "checkpoints")
_FOUND_BY = ("act", "case_number")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "checkpoints",
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organ_id", "number"),
    )
    for column in _FOUND_BY:
        op.create_index(f"ix_audit_entries_{column}", "audit_entries", [column, "sequence"])
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def downgrade() -> None:
    """Go down."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    guards = ("no_update", "no_delete", "no_truncate" if postgresql else "at_the_end")
    for table in _TABLES:
        for guard in guards:
            op.execute(f"DROP TRIGGER {table}_{guard}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_index("ix_audit_entries_at", "audit_entries")
    for column in _FOUND_BY:
        op.drop_index(f"ix_audit_entries_{column}", "audit_entries")
    op.drop_table("checkpoints")


def _guard_on_sqlite() -> None:
    for table in _TABLES:
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # Else `INSERT OR REPLACE` would take a row away without asking the trigger above.
    for table, there in (
        ("audit_entries", "sequence >= NEW.sequence"),
        ("checkpoints", "organ_id = NEW.organ_id AND number >= NEW.number"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_at_the_end BEFORE INSERT ON {table} "  # noqa: S608  our names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _TABLES:
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
