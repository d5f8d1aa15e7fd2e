"""A model bus for tests: answers with the words it was given, and fails as it was told."""

from collections.abc import Callable

from hardware.errors import BusError
from hardware.thermometer.mlx90614 import MLX90614, MLX90615, Registers

CONFIG_WORDS = {MLX90614.part: 0x9FB4, MLX90615.part: 0x1000}
ADDRESSES = {MLX90614.part: 0x5A, MLX90615.part: 0x5B}
ROOM_WORD = 0x3A94  # 26.77 C


class ModelBus:
    """Words by command; ``fail`` is asked before each read and may raise."""

    def __init__(self, object_word: int = 0x3C93, registers: Registers = MLX90614) -> None:
        self._address = ADDRESSES[registers.part]
        self.words = {
            registers.config: CONFIG_WORDS[registers.part],
            registers.ambient: ROOM_WORD,
            registers.object: object_word,
        }
        self.fail: Callable[[int], BusError | None] = lambda _: None
        self.reads = 0
        self.checked = False
        self.closed = False

    def read_word(self, address: int, command: int) -> int:
        self.reads += 1
        error = self.fail(command)
        if error:
            raise error
        assert address == self._address
        return self.words[command]

    def use_checksum(self, on: bool) -> None:
        self.checked = on

    def close(self) -> None:
        self.closed = True
