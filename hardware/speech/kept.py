"""The last sounds that were made, by name, for a local page that plays them. Safe from several threads."""

import hashlib
import threading
from collections import OrderedDict

from hardware.speech.sound import Sound, write_wav

SOUNDS_KEPT = 12


class KeptSounds:
    """Remembers a dozen; the oldest go first."""

    def __init__(self) -> None:
        self._wavs: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, sound: Sound) -> str:
        """Keep a sound and return its name, which is the same for the same sound."""
        wav = write_wav(sound)
        name = hashlib.sha256(wav).hexdigest()[:24]
        with self._lock:
            self._wavs[name] = wav
            self._wavs.move_to_end(name)
            while len(self._wavs) > SOUNDS_KEPT:
                self._wavs.popitem(last=False)
        return name

    def wav(self, name: str) -> bytes | None:
        """Return a sound as a WAV file, or ``None`` where it is not kept any more."""
        with self._lock:
            return self._wavs.get(name)
