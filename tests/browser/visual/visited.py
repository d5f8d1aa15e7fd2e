"""Which addresses of the server are looked at, by the walk that leads there; a test finds what is missing here."""

VISITED: dict[str, set[str]] = {
    "way-in": {"/sign-in", ""},
    "officer": {"/counter/", "/counter/<int:counter_id>", "/on-time/", "/numbers/", "/pin"},
    "guard": {
        "/screening/",
        "/numbers/",
        "/numbers/<int:ticket_id>",
        "/thermometers/",
        "/thermometers/<int:device_id>",
        "/thermometers/<int:device_id>/check",
    },
    "guard-refused": {"/numbers/", "/screening/"},
    "admin": {
        "/admin/",
        "/admin/accounts",
        "/admin/accounts/<int:account_id>",
        "/admin/accounts/new",
        "/admin/booking-rules",
        "/admin/bookings",
        "/admin/bookings/<code>",
        "/admin/bookings/imports/<int:import_id>",
        "/admin/changes",
        "/admin/closures",
        "/admin/counters",
        "/admin/counters/<int:counter_id>",
        "/admin/counters/new",
        "/admin/devices",
        "/admin/file",
        "/admin/history",
        "/admin/messages",
        "/admin/office",
        "/admin/record",
        "/admin/results",
        "/admin/services",
        "/admin/services/<int:service_id>",
        "/admin/services/new",
    },
    "place": {"/v/<opaque>"},
    "book": {"/book", "/book/mine", "/book/mine/<own_code>", "/book/mine/<own_code>/move"},
}

FRAGMENTS = {"/thermometers/<int:device_id>/calibrate", "/thermometers/<int:device_id>/check/fragment"}
"""Parts of a page, which answer with the whole of it to whoever does not ask for a part."""
