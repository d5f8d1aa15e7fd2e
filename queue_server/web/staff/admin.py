"""The admin's pages, put together."""

from queue_server.web.staff import (
    admin_accounts,
    admin_bookings,
    admin_changes,
    admin_counters,
    admin_day,
    admin_devices,
    admin_file,
    admin_imports,
    admin_look,
    admin_messages,
    admin_notices,
    admin_print,
    admin_programs,
    admin_record,
    admin_results,
    admin_services,
)
from queue_server.web.staff.admin_pages import admin

__all__ = ["admin"]
SECTIONS = (
    admin_day,
    admin_services,
    admin_counters,
    admin_bookings,
    admin_imports,
    admin_accounts,
    admin_devices,
    admin_messages,
    admin_programs,
    admin_changes,
    admin_notices,
    admin_file,
    admin_look,
    admin_results,
    admin_record,
    admin_print,
)
