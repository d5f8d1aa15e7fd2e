"""``python -m queue_server``."""

import sys

from queue_server.bootstrap import FolderInUseError
from queue_server.cli import run
from queue_server.commands.usage import UsageError
from queue_server.config import ConfigError
from queue_server.domain.errors import AntreError
from queue_server.storage.backup import BackupError
from queue_server.storage.opening import StoreTooNewError, StoreUnreachableError
from queue_server.storage.restore import RestoreError
from queue_server.web.serve import AddressInUseError


def main() -> int:
    """Run one command; what a person can mend is one line, not a traceback."""
    try:
        return run(sys.argv[1:])
    except (
        ConfigError,
        FolderInUseError,
        AddressInUseError,
        StoreTooNewError,
        StoreUnreachableError,
        BackupError,
        RestoreError,
        UsageError,
        AntreError,
    ) as error:
        print(f"queue_server: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
