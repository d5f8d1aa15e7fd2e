"""Run the migrations on the connection that the server hands over."""

from alembic import context

from queue_server.storage import screening_tables, tables

assert screening_tables.screening_case.metadata is tables.metadata  # noqa: S101 - imported to be known
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
