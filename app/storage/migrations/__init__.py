"""Alembic revisions, one history a trust zone."""
