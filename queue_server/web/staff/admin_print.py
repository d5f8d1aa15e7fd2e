"""The section of the admin's pages that leads to what the office prints."""

from queue_server.web.staff.admin_pages import admin, admins, page


@admin.get("/printouts")
@admins
def printouts() -> str:
    """List the sheets to print."""
    return page("printouts")
