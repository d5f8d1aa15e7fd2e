"""What a display needs of a speaker, whichever is behind it."""

from typing import Protocol


class Speaker(Protocol):
    """Plays one sound after the other; calls return when the sound has ended."""

    @property
    def driver(self) -> str:
        """The driver's name in the configuration."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether no real speaker is behind it."""
        ...

    @property
    def in_browser(self) -> bool:
        """Whether the local page plays the sounds; this speaker then stays silent."""
        ...

    def play(self, wav: bytes) -> None:
        """Play a sound.

        Args:
            wav: the whole file.

        Raises:
            SpeakerError: it could not be played, or did not end in time.
        """
        ...

    def close(self) -> None:
        """Release the speaker; safe to call twice."""
        ...
