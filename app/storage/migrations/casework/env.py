"""Alembic's entry for the `casework` zone: runs on the connection that `schema` hands it."""

from alembic import context

from app.storage import signing_in  # noqa: F401  its tables are the zone's too
from app.storage.casework import CaseworkBase

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=CaseworkBase.metadata,
    render_as_batch=True,
)
context.run_migrations()
