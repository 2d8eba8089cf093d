"""A record of a case belongs to an organ: a unit that got an extract has one of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go up; a record that organs share becomes that of the organ addressed.

    Of those who share one, the others are units: `unit-...` comes after `group` and `superior`.
    """
    _move_aside(
        "SELECT r.case_number, r.version, r.payload, "
        "coalesce((SELECT min(h.organ_id) FROM record_headers h "
        "WHERE h.case_number = r.case_number), 'group') AS owner FROM case_records r",
        "SELECT h.*, (SELECT min(o.organ_id) FROM record_headers o "
        "WHERE o.case_number = h.case_number) AS owner FROM record_headers h",
    )
    op.create_table(
        "case_records",
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "owner"),
    )
    _create_headers(
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number", "owner"], ["case_records.case_number", "case_records.owner"]
        ),
    )
    _move_back("case_number, owner, version, payload", ", owner")


def downgrade() -> None:
    """Go down; what units had of their own is gone."""
    _move_aside(
        "SELECT * FROM case_records r WHERE r.owner = "
        "(SELECT min(o.owner) FROM case_records o WHERE o.case_number = r.case_number)",
        "SELECT * FROM record_headers h WHERE h.owner = "
        "(SELECT min(o.owner) FROM case_records o WHERE o.case_number = h.case_number)",
    )
    op.create_table(
        "case_records",
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_number"),
    )
    _create_headers(sa.ForeignKeyConstraint(["case_number"], ["case_records.case_number"]))
    _move_back("case_number, version, payload", "")


def _move_aside(records: str, headers: str) -> None:
    # A table in between, so that keys and indexes get the names that a new installation has.
    op.execute(f"CREATE TABLE moved_records AS {records}")
    op.execute(f"CREATE TABLE moved_headers AS {headers}")
    op.drop_table("record_headers")
    op.drop_table("case_records")


def _create_headers(*owned: sa.schema.SchemaItem) -> None:
    op.create_table(
        "record_headers",
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("key_generation", sa.Integer(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "organ_id"),
        *owned,
    )
    op.create_index(op.f("ix_record_headers_organ_id"), "record_headers", ["organ_id"])


def _move_back(record_columns: str, owned: str) -> None:
    for table, source, columns in (
        ("case_records", "moved_records", record_columns),
        (
            "record_headers",
            "moved_headers",
            f"case_number, organ_id, key_generation, header{owned}",
        ),
    ):
        # Only this file's own words go into the statement.
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}")  # noqa: S608
        op.drop_table(source)
