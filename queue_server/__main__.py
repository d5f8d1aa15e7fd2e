"""``python -m queue_server``."""

import os
import sys

from queue_server.bootstrap import FolderInUseError
from queue_server.cli import run
from queue_server.commands.usage import UsageError
from queue_server.config import ConfigError
from queue_server.domain.errors import AntreError
from queue_server.storage.backup import BackupError
from queue_server.storage.faults import (
    StoreDamagedError,
    StoreDiskError,
    StoreFaultError,
    StoreForbiddenError,
    StoreNotWritableError,
)
from queue_server.storage.opening import StoreTooNewError, StoreUnreachableError
from queue_server.storage.restore import RestoreError
from queue_server.web.serve import AddressInUseError

STATUS: dict[type[Exception], int] = {
    ConfigError: os.EX_CONFIG,
    StoreDamagedError: os.EX_DATAERR,
    StoreNotWritableError: os.EX_CANTCREAT,
    StoreDiskError: os.EX_IOERR,
    StoreTooNewError: os.EX_PROTOCOL,
    StoreForbiddenError: os.EX_NOPERM,
}
"""States that no start mends; the unit of the service manager names them (``RestartPreventExitStatus``)."""


def main() -> int:
    """Run one command; what a person can mend is one line, not a traceback."""
    try:
        return run(sys.argv[1:])
    except (
        ConfigError,
        FolderInUseError,
        AddressInUseError,
        StoreFaultError,
        StoreTooNewError,
        StoreUnreachableError,
        BackupError,
        RestoreError,
        UsageError,
        AntreError,
    ) as error:
        print(f"queue_server: {error}", file=sys.stderr)
        return STATUS.get(type(error), 2)


if __name__ == "__main__":
    sys.exit(main())
