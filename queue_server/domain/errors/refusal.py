"""What every refusal is."""

from typing import ClassVar

from queue_server.protocol.codes import RefusalCode

Detail = str | int | None


class AntreError(Exception):
    """A refusal. What was done in its transaction is undone; of a request with a nonce the refusal itself is kept."""

    code: ClassVar[RefusalCode]

    def __init__(self, **details: Detail) -> None:
        """Keep the facts that the words speak of."""
        super().__init__(self.code.value, details)
        self.details = details

    def __str__(self) -> str:
        """Return the code and its facts, for logs."""
        facts = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code.value}({facts})"


def refusal_of(code: RefusalCode, details: dict[str, Detail]) -> AntreError:
    """Return a refusal that was given before, from its code and facts."""
    kinds = {kind.code: kind for kind in AntreError.__subclasses__()}
    return kinds[code](**details)
