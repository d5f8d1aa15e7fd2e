"""Day and time of a booking as a person writes them."""

from datetime import date, datetime

from flask_babel import gettext

from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import zone


def read_slot(form: Form) -> datetime | None:
    """Read the fields ``date`` and ``time``, on the office's clock; ``None`` where one is wrong."""
    texts = {name: form.text(name, required=True) for name in ("date", "time")}
    if form.errors:
        return None
    try:
        day = date.fromisoformat(texts["date"])
    except ValueError:
        form.errors["date"] = gettext("Please write a date such as 2026-12-31.")
        return None
    try:
        return datetime.strptime(f"{day} {texts['time']}", "%Y-%m-%d %H:%M").replace(tzinfo=zone())
    except ValueError:
        form.errors["time"] = gettext("Please write a time such as 09:30.")
        return None
