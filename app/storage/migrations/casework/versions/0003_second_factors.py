"""Second factors, devices, invitations; sign-ins that end when nobody works."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go up. Everybody signs in anew: what is there was begun without a second factor."""
    op.add_column("officers", sa.Column("blocked_on", sa.Date(), nullable=True))
    op.drop_table("sign_ins")
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_sign_ins_account", "sign_ins", ["account"])
    op.create_table(
        "authenticators",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "passkeys",
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("credential_id"),
    )
    op.create_index("ix_passkeys_account", "passkeys", ["account"])
    op.create_table(
        "recovery_codes",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("account", "code_hash"),
    )
    op.create_table(
        "devices",
        sa.Column("device_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("device_hash", "account"),
    )
    op.create_table(
        "invitations",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("account"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index("ix_audit_entries_account", "audit_entries", ["account", "sequence"])


def downgrade() -> None:
    """Go down."""
    op.drop_index("ix_audit_entries_account", table_name="audit_entries")
    for table in ("invitations", "devices", "recovery_codes", "passkeys", "authenticators"):
        op.drop_table(table)
    op.drop_table("sign_ins")
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["officers.account"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    # Not in a batch, which would make the table anew while others refer to it.
    op.drop_column("officers", "blocked_on")
