"""What every refusal is."""

from typing import ClassVar

from queue_server.protocol.codes import RefusalCode

Detail = str | int | None


class AntreError(Exception):
    """A refusal. The transaction it is raised in is undone as a whole."""

    code: ClassVar[RefusalCode]

    def __init__(self, **details: Detail) -> None:
        """Keep the facts that the words speak of."""
        super().__init__(self.code.value, details)
        self.details = details

    def __str__(self) -> str:
        """Return the code and its facts, for logs."""
        facts = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code.value}({facts})"
