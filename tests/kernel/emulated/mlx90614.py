"""The infrared thermometers MLX90614 and MLX90615 as SMBus parts: their words, packet error code and faults.

Source:
    Melexis, MLX90614 data sheet rev 13: addresses of RAM and EEPROM, SMBus messages.
"""

ADDRESS = 0x5A
RAM_AMBIENT, RAM_OBJECT = 0x06, 0x07
EEPROM_EMISSIVITY, EEPROM_CONFIGURATION, EEPROM_ADDRESS = 0x24, 0x25, 0x2E
ADDRESS_90615 = 0x5B
RAM_AMBIENT_90615, RAM_OBJECT_90615 = 0x26, 0x27
EEPROM_CONFIGURATION_90615, EEPROM_EMISSIVITY_90615 = 0x12, 0x13
ERROR_BIT = 0x8000
KELVIN_AT_ZERO = 273.15
COUNTS_PER_KELVIN = 50
SPOILT = 0x5A


def packet_error_code(data: bytes) -> int:
    """The CRC-8 of SMBus, polynomial x8 + x2 + x + 1."""
    code = 0
    for byte in data:
        code ^= byte
        for _ in range(8):
            code = (code << 1 ^ 0x07) & 0xFF if code & 0x80 else code << 1
    return code


def word_of(celsius: float) -> int:
    """The word that the sensor gives for a temperature."""
    return round((celsius + KELVIN_AT_ZERO) * COUNTS_PER_KELVIN)


class Mlx90614Part:
    """The sensor; its words and faults are moved by the tests.

    Attributes:
        address: where it answers.
        ambient, object: commands of its two temperatures.
        words: by command; one that is missing reads 0xFFFF.
        absent: it does not acknowledge.
        hanging: no transfer ends.
        spoils_code: every packet error code is wrong.
        reads: how many words were read.
    """

    address = ADDRESS
    ambient, object = RAM_AMBIENT, RAM_OBJECT

    def __init__(self) -> None:
        self.words = {self.ambient: word_of(25.0), self.object: word_of(25.0), **self.eeprom()}
        self.absent = False
        self.hanging = False
        self.spoils_code = False
        self.reads = 0
        self._command = 0

    def eeprom(self) -> dict[int, int]:
        """The words that the maker wrote."""
        return {EEPROM_EMISSIVITY: 0xFFFF, EEPROM_CONFIGURATION: 0x9FB4, EEPROM_ADDRESS: 0xBE5A}

    def show(self, celsius: float) -> None:
        """Bring an object of this temperature before the sensor."""
        self.words[self.object] = word_of(celsius)

    def warm(self, celsius: float) -> None:
        """Bring the sensor itself to this temperature."""
        self.words[self.ambient] = word_of(celsius)

    def flag_error(self) -> None:
        """Set the error bit of the object's word, until the next ``show``."""
        self.words[self.object] |= ERROR_BIT

    def write(self, address: int, data: bytes) -> None:
        """Take a command; with a word and a right packet error code behind it, write the word."""
        if data:
            self._command = data[0]
        if len(data) == 4 and data[3] == packet_error_code(bytes([address << 1]) + data[:3]):
            self.words[data[0]] = int.from_bytes(data[1:3], "little")

    def read(self, address: int, length: int) -> bytes:
        """Give the word of the last command and its packet error code, least significant byte first."""
        self.reads += 1
        word = self.words.get(self._command, 0xFFFF).to_bytes(2, "little")
        code = packet_error_code(bytes([address << 1, self._command, address << 1 | 1]) + word)
        if self.spoils_code:
            code ^= SPOILT
        return (word + bytes([code]) + b"\xff" * length)[:length]


class Mlx90615Part(Mlx90614Part):
    """An MLX90615: RAM at 0x20, EEPROM at 0x10, and a configuration of its own."""

    address = ADDRESS_90615
    ambient, object = RAM_AMBIENT_90615, RAM_OBJECT_90615

    def eeprom(self) -> dict[int, int]:
        return {EEPROM_CONFIGURATION_90615: 0x1000, EEPROM_EMISSIVITY_90615: 0x4000}
