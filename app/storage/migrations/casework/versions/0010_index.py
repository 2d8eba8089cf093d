"""A sealed index of leads, what changed since, and what officers keep for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "record_changes",
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_number", "organ_id"),
    )
    op.create_index("ix_record_changes_changed", "record_changes", ["organ_id", "changed"])
    op.execute(
        "INSERT INTO record_changes (case_number, organ_id, changed) "
        "SELECT case_number, organ_id, "
        "row_number() OVER (PARTITION BY organ_id ORDER BY case_number) FROM record_headers"
    )
    op.create_table(
        "index_keys",
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("key_generation", sa.Integer(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organ_id"),
    )
    op.create_table(
        "index_manifests",
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organ_id", "kind"),
    )
    op.create_table(
        "index_segments",
        sa.Column("segment_id", sa.String(length=32), nullable=False),
        sa.Column("organ_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id"),
    )
    op.create_index("ix_index_segments_organ_id", "index_segments", ["organ_id"])
    op.create_table(
        "seen_marks",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("case_number", sa.String(length=15), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("account", "case_number"),
    )
    op.create_index("ix_seen_marks_case_number", "seen_marks", ["case_number"])
    op.create_table(
        "officer_preferences",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("account"),
    )


def downgrade() -> None:
    """Go down."""
    for table in (
        "officer_preferences",
        "seen_marks",
        "index_segments",
        "index_manifests",
        "index_keys",
        "record_changes",
    ):
        op.drop_table(table)
