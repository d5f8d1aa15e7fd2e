"""Opens the GPIO chip, and gives what gpiozero and lgpio raise a name."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gpiozero.exc import BadPinFactory, GPIOPinInUse, GPIOZeroError

from hardware.clock import Clock
from hardware.errors import (
    ControlsError,
    GpioFolderError,
    GpioForbiddenError,
    GpioMissingError,
    PinBusyError,
)

HEADER_LABEL = "pinctrl-"
"""How the kernel's name of the chip behind a Pi's header begins: its number differs between models and kernels."""

_KINDS: dict[str, type[ControlsError]] = {
    "busy": PinBusyError,
    "permission": GpioForbiddenError,
    "can not open": GpioMissingError,
    "bad gpio number": GpioMissingError,
    "operation not permitted": GpioMissingError,  # its words for a line that the chip does not have
    "lineinfo ioctl": GpioMissingError,
    "bad gpio read": GpioMissingError,
    "bad gpio write": GpioMissingError,
}


def open_pins(chip: int | None, clock: Clock) -> Any:
    """Open a GPIO chip of this machine.

    Args:
        chip: N of ``/dev/gpiochipN``; without one, that of the header.
        clock: tells when a contact has come to rest.

    Returns:
        A gpiozero pin factory on lgpio; ``ChipPins``.

    Raises:
        GpioMissingError, GpioForbiddenError, GpioFolderError: there is no chip, no library for it, or no permission.
    """
    where = "the header's chip" if chip is None else f"/dev/gpiochip{chip}"
    with named_errors(where):
        _load_library()
        # Only a Pi has lgpio; importing it elsewhere fails.
        from hardware.controls.chip import ChipPins, label_of  # noqa: PLC0415

        if chip is None:
            return ChipPins(_header_chip(label_of), clock)
        _check_permission(Path(f"/dev/gpiochip{chip}"))
        return ChipPins(chip, clock)


@contextmanager
def named_errors(detail: str) -> Iterator[None]:
    """Give what gpiozero and lgpio raise a name.

    Args:
        detail: which chip or pin.

    Raises:
        ControlsError: by the kind of failure.
    """
    try:
        yield
    except GPIOPinInUse as error:
        raise PinBusyError(f"{detail}: {error}") from error
    except (ImportError, BadPinFactory, ValueError) as error:
        raise GpioMissingError(f"{detail}: {error}") from error
    except (GPIOZeroError, OSError) as error:
        raise ControlsError(f"{detail}: {error}") from error
    except _lgpio_errors() as error:
        raise lgpio_error(str(error), detail) from error


def lgpio_error(words: str, detail: str) -> ControlsError:
    """Name an error of lgpio, which tells its kinds apart by words only.

    Args:
        words: what lgpio said.
        detail: which chip or pin.
    """
    kind = next((kind for word, kind in _KINDS.items() if word in words.lower()), ControlsError)
    return kind(f"{detail}: {words}")


def _lgpio_errors() -> tuple[type[Exception], ...]:
    """The one error class of lgpio; none where it was never imported and so cannot have raised."""
    module = sys.modules.get("lgpio")
    return (module.error,) if module else ()


def _load_library() -> None:
    """Import lgpio in a folder of its own: it moves the process there, and leaves a pipe behind.

    Raises:
        GpioFolderError: neither ``LG_WD`` nor the folder for temporary files can be written.
    """
    if "lgpio" in sys.modules:
        return
    wanted, here = os.environ.get("LG_WD"), Path.cwd()
    try:
        folder = TemporaryDirectory(prefix="antre-gpio-", dir=wanted)
    except OSError as error:
        raise GpioFolderError(str(error)) from error
    with folder:
        os.environ["LG_WD"] = folder.name
        try:
            import lgpio  # noqa: F401, PLC0415 - elsewhere than on a Pi it may be missing
        finally:
            os.chdir(here)
            os.environ.pop("LG_WD")
            if wanted is not None:
                os.environ["LG_WD"] = wanted


def _header_chip(label_of: Any) -> int:
    chips = sorted(Path("/dev").glob("gpiochip*"), key=lambda path: int(path.name.removeprefix("gpiochip")))
    labels = {}
    for path in chips:
        _check_permission(path)
        number = int(path.name.removeprefix("gpiochip"))
        labels[number] = label_of(number)
        if labels[number].startswith(HEADER_LABEL):
            return number
    found = ", ".join(f"/dev/gpiochip{number} is {label}" for number, label in labels.items())
    raise GpioMissingError(f"no chip of a Pi's header ({found or 'there is no /dev/gpiochip at all'})")


def _check_permission(path: Path) -> None:
    """Find out why a chip cannot be opened; the library has the same words for every reason."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CLOEXEC))
    except FileNotFoundError as error:
        raise GpioMissingError(f"{path} is not there") from error
    except PermissionError as error:
        raise GpioForbiddenError(str(path)) from error
