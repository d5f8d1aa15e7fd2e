"""The admin's pages, put together."""

from queue_server.web.staff import admin_accounts, admin_day, admin_services
from queue_server.web.staff.admin_pages import admin

__all__ = ["admin"]
SECTIONS = (admin_day, admin_services, admin_accounts)
