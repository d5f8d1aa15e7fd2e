"""Run the migrations on the connection that the server hands over."""

from alembic import context

from queue_server.storage import (
    audit_tables,
    booking_tables,
    calibration_tables,
    look_tables,
    message_tables,
    nonce_tables,
    screening_tables,
    self_booking_tables,
    setting_tables,
    tables,
    webhook_tables,
)
from queue_server.storage.columns import metadata

_APART = {
    audit_tables.audit_entry,
    booking_tables.booking_import,
    calibration_tables.calibration,
    look_tables.office_logo,
    message_tables.message,
    nonce_tables.nonce,
    screening_tables.screening_case,
    self_booking_tables.slot_place,
    setting_tables.closure,
    webhook_tables.webhook,
}
assert {*_APART, tables.ticket} <= set(metadata.sorted_tables)  # noqa: S101 - imported to be known
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
