"""Run in the guest, by the Python that the installer made: every pinned package is there, from a wheel, and loads.

A native module for another machine, or for a newer C library than this Debian's, fails here and not in an office.
"""

import importlib
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import Distribution, distributions
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)\s*(;[^\\]*)?", re.MULTILINE)
ELF_MACHINE = slice(18, 20)
"""Where an ELF file names its machine."""
AARCH64 = b"\xb7\x00"
WITHOUT_USE = frozenset({"PIL._imagingtk"})
"""Modules for which something is missing that Antre does not use: Tk."""


class PackageError(Exception):
    """A package is not as pinned, or does not load; the message says which and why."""


def canonical(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, tuple[str, bool]]:
    """Return version and whether it is for every machine, by package."""
    return {canonical(name): (version, not marker.strip()) for name, version, marker in PIN.findall(text)}


def check_version(name: str, wanted: str, *, everywhere: bool, installed: dict[str, Distribution]) -> None:
    """Compare what is installed with its pin.

    Raises:
        PackageError: it is missing, or has another version.
    """
    found = installed[name].version if name in installed else None
    if found != wanted and (found is not None or everywhere):
        raise PackageError(f"{name} is pinned at {wanted}, installed is {found}")


def native_files(package: Distribution) -> Iterator[Path]:
    """Yield the compiled files of a package."""
    for file in package.files or ():
        if ".so" in file.suffixes:
            yield Path(str(package.locate_file(file)))


def check_machine(file: Path) -> None:
    """Look at the head of a compiled file.

    Raises:
        PackageError: it is for another kind of machine.
    """
    with file.open("rb") as content:
        head = content.read(20)
    if head[:4] != b"\x7fELF" or head[ELF_MACHINE] != AARCH64:
        raise PackageError(f"{file} is not for aarch64")


def modules(package: Distribution) -> Iterator[str]:
    """Yield the names of a package's top-level modules and of every compiled one."""
    for file in package.files or ():
        suffix = next((suffix for suffix in (".py", *EXTENSION_SUFFIXES) if file.name.endswith(suffix)), None)
        if suffix is None or ".." in file.parts:
            continue
        name = ".".join(file.parts).removesuffix(suffix)
        if suffix != ".py" or name.count(".") == 0 or (file.name == "__init__.py" and len(file.parts) == 2):
            yield name.removesuffix(".__init__")


def load(name: str) -> None:
    """Import a module.

    Raises:
        PackageError: it cannot be imported.
    """
    try:
        importlib.import_module(name)
    except ImportError as error:
        raise PackageError(f"{name} does not load: {error}") from error


def check_package(package: Distribution) -> tuple[int, int]:
    """Check one package; return how many compiled files and how many modules it has.

    Raises:
        PackageError: it did not come from a wheel, is for another machine, or does not load.
    """
    if package.read_text("WHEEL") is None:
        raise PackageError(f"{package.name} was not installed from a wheel")
    compiled = list(native_files(package))
    for file in compiled:
        check_machine(file)
    names = sorted(set(modules(package)) - WITHOUT_USE)
    for name in names:
        load(name)
    return len(compiled), len(names)


def main() -> int:
    """Check everything that a file of pins names.

    Returns:
        0 when all is well.
    """
    wanted = pins(Path(sys.argv[1]).read_text(encoding="utf-8"))
    installed = {canonical(package.name): package for package in distributions(path=[sysconfig.get_path("purelib")])}
    for name, (version, everywhere) in wanted.items():
        check_version(name, version, everywhere=everywhere, installed=installed)
    counts = [check_package(installed[name]) for name in wanted if name in installed]
    load("lgpio")
    load("gpiozero.pins.lgpio")
    compiled, loaded = (sum(each) for each in zip(*counts, strict=True))
    print(
        f"Python {platform.python_version()} on {platform.machine()}: {len(counts)} of {len(wanted)} pins apply here;"
    )
    print(f"{compiled} compiled files are for this machine, {loaded} modules load, and so does lgpio")
    return 0


if __name__ == "__main__":
    sys.exit(main())
