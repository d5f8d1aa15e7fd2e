"""A model bus for tests: answers with the words it was given, and fails as it was told."""

from collections.abc import Callable

from hardware.errors import BusError
from hardware.thermometer.mlx90614 import AMBIENT, CONFIG, OBJECT

CONFIG_WORD = 0x9FB4
ROOM_WORD = 0x3A94  # 26.77 C


class ModelBus:
    """Words by command; ``fail`` is asked before each read and may raise."""

    def __init__(self, object_word: int = 0x3C93) -> None:
        self.words = {CONFIG: CONFIG_WORD, AMBIENT: ROOM_WORD, OBJECT: object_word}
        self.fail: Callable[[int], BusError | None] = lambda _: None
        self.reads = 0
        self.checked = False
        self.closed = False

    def read_word(self, address: int, command: int) -> int:
        self.reads += 1
        error = self.fail(command)
        if error:
            raise error
        assert address == 0x5A
        return self.words[command]

    def use_checksum(self, on: bool) -> None:
        self.checked = on

    def close(self) -> None:
        self.closed = True
