"""Alembic's entry for the `intake` zone: runs on the connection that `schema` hands it."""

from alembic import context

from app.storage.intake import IntakeBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=IntakeBase.metadata,
    render_as_batch=True,
)
context.run_migrations()
