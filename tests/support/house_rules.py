"""The rules of the house as tables: who may know whom, what is at home where, what is pure, how large things are."""

from collections.abc import Mapping

ROOMS = ("kiosk", "queue_server", "display", "hardware")
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
MIGRATIONS = "queue_server.storage.migrations.versions."

PROCESS_START = (
    "queue_server.announcing",
    "queue_server.backups",
    "queue_server.__main__",
    "queue_server.bootstrap",
    "queue_server.cli",
    "queue_server.commands",
    "queue_server.config",
    "queue_server.demo",
    "queue_server.housekeeper",
    "queue_server.readiness",
    "queue_server.retention",
    "queue_server.secret_files",
)
DEVICE_START = ("kiosk.__main__", "kiosk.bootstrap", "display.__main__", "display.bootstrap")
ON_ITS_OWN = (
    "queue_server.passwords",
    "queue_server.tokens",
    "queue_server.courier",
    "queue_server.push",
    "queue_server.certificates",
    "queue_server.own_address",
)
DEVICE_SIDE = (
    "queue_server.device_token",
    "queue_server.discovery",
    "queue_server.joining",
    "queue_server.pinning",
    "queue_server.trust",
)
SENDING = ("queue_server.operations", "queue_server.courier", "queue_server.domain", "queue_server.storage.store")
# Which rooms of ours a room may import, besides itself. The longest matching name decides.
ARROWS: Mapping[str, tuple[str, ...]] = {
    "hardware": (),
    "queue_server.journal": (),  # where logs go, for all four programs; none of them may import another
    "queue_server.languages": (),
    "hardware.paper": (),  # no device, not even its errors: the server draws tickets with it too
    "kiosk": (
        "hardware",
        "queue_server.journal",
        "queue_server.languages",
        "queue_server.paper",
        "queue_server.protocol",
        *DEVICE_SIDE,
    ),
    "kiosk.visit": ("queue_server.protocol",),
    "display": (
        "hardware",
        "queue_server.journal",
        "queue_server.languages",
        "queue_server.protocol",
        *DEVICE_SIDE,
    ),
    "queue_server.protocol": (),
    "queue_server.discovery": (),  # how it finds one
    "queue_server.trust": ("queue_server.protocol",),  # whom a device takes for its server
    "queue_server.device_token": ("queue_server.protocol",),  # and known, again and again
    "queue_server.pinning": ("queue_server.protocol",),  # which server it takes from the pairing on
    # how it joins
    "queue_server.joining": (
        "queue_server.discovery",
        "queue_server.pinning",
        "queue_server.protocol",
        "queue_server.trust",
    ),
    "queue_server.domain": ("queue_server.protocol",),
    **dict.fromkeys(ON_ITS_OWN, ("queue_server.domain",)),
    "queue_server.storage": ("queue_server.domain", "queue_server.protocol"),
    "queue_server.messenger": SENDING,
    "queue_server.feed": ("queue_server.storage", "queue_server.domain", "queue_server.protocol"),
    "queue_server.operations": (
        "queue_server.storage",
        "queue_server.domain",
        "queue_server.protocol",
        "queue_server.passwords",
        "queue_server.tokens",
    ),
    # What a kiosk prints and the server previews: layout and words of the paper; no device, and nobody's kiosk.
    "queue_server.paper": ("hardware.paper", "queue_server.languages", "queue_server.protocol"),
    "queue_server.web": (
        "queue_server.paper",
        "queue_server.operations",
        "queue_server.feed",
        "queue_server.domain",
        "queue_server.protocol",
        "queue_server.config",
        "queue_server.languages",
        *ON_ITS_OWN,
        "queue_server.storage.store",  # the one door for writes; no query and no table
    ),
    **dict.fromkeys(PROCESS_START, ("queue_server",)),
}
# Which third parties are at home where.
HOMES: Mapping[str, tuple[str, ...]] = {
    "sqlalchemy": ("queue_server.storage",),
    "alembic": ("queue_server.storage",),
    "psycopg": ("queue_server.storage",),
    "flask": ("queue_server.web", "kiosk.screen", "display.screen", *PROCESS_START, *DEVICE_START),
    "apprise": ("queue_server.courier",),
    "cryptography": ("queue_server.certificates", "queue_server.push"),
    "prometheus_client": ("queue_server.web.measures",),
    "ifaddr": ("queue_server.discovery",),
    "zeroconf": ("queue_server.discovery",),
    "smbus2": ("hardware",),
    "gpiozero": ("hardware",),
    "escpos": ("hardware",),
    "usb": ("hardware",),
    "serial": ("hardware",),
}
PURE = (
    "queue_server.domain",
    "queue_server.protocol",
    "queue_server.push.encryption",
    "queue_server.push.vapid",
    "kiosk.visit",
    "kiosk.measuring.drift",
    "kiosk.measuring.measurement",
    "kiosk.measuring.offset",
    "kiosk.station.core",
    "queue_server.paper.page",
    "queue_server.paper.slip",
    "queue_server.paper.ticket",
    "kiosk.pace",
    "kiosk.prompts",
    "kiosk.service_views",
    "display.board",
    "display.line_counts",
    "display.wall",
    "display.announcer",
    "display.sentences",
    "display.quiet_hours",
    "display.quiet_times",
    "display.choice",
    "display.picture",
    "hardware.speech.port",
    "hardware.paper.document",
    "hardware.paper.encoding",
    "hardware.paper.marks",
    "hardware.paper.profile",
    "hardware.paper.qr",
    "hardware.paper.reading",
)
_IMPURE = """
    asyncio concurrent ctypes glob http io logging multiprocessing os pathlib queue random requests secrets select
    shutil signal socket sqlite3 subprocess sys tempfile threading time urllib uuid
"""
IMPURE_MODULES = frozenset(_IMPURE.split())
IMPURE_CALLS = frozenset({"now", "today", "utcnow", "open", "print", "input"})
BROAD_EXCEPT_HOMES = (
    "queue_server.web.errors",  # the HTTP error handler
    "hardware.supervisor",
    "queue_server.storage.sqlite",  # the writer hands an operation's error to whoever asked for it
    "queue_server.storage.store",  # a listener's defect must not end the thread that writes
    "queue_server.__main__",  # the process mains
    "kiosk.__main__",
    "display.__main__",
    "deploy.run_office",
)
