"""Runs a program that speaks: the text goes in, a WAV file comes out."""

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from hardware.errors import SpeechError, SpeechProgramMissingError, SpeechTimeoutError

LIMIT_SECONDS = 8.0
"""A Pi that is busy takes seconds; a program that hangs must not hold the voice for ever."""


def speak(command: Callable[[Path], Sequence[str]], text: str) -> bytes:
    """Run the program once.

    Args:
        command: the command line, given the file that it is to write.
        text: what it reads from its standard input.

    Returns:
        The WAV file.

    Raises:
        SpeechProgramMissingError: there is no such program.
        SpeechTimeoutError: it did not end within 8 seconds.
        SpeechError: it failed, or wrote nothing.
    """
    with tempfile.TemporaryDirectory(prefix="antre-speech-") as folder:
        path = Path(folder) / "said.wav"
        line = [*command(path)]
        answer(line, text)
        if not path.is_file():
            raise SpeechError(f"{line[0]} wrote no sound")
        return path.read_bytes()


def answer(line: Sequence[str], text: str = "") -> str:
    """Run a program that speaks and return what it prints.

    Args:
        line: the command line.
        text: what it reads from its standard input.

    Raises:
        SpeechProgramMissingError: there is no such program.
        SpeechTimeoutError: it did not end within 8 seconds.
        SpeechError: it failed.
    """
    try:
        done = subprocess.run(line, input=text.encode(), capture_output=True, timeout=LIMIT_SECONDS, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise SpeechProgramMissingError(line[0]) from error
    except OSError as error:
        raise SpeechError(f"{line[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise SpeechTimeoutError(f"{line[0]}: {LIMIT_SECONDS:g} s") from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SpeechError(f"{line[0]}: {words[-1] if words else f'exit status {done.returncode}'}")
    return done.stdout.decode("utf-8", "replace")
