"""The pictures for the quiet times: a folder that is looked through now and then; what cannot be shown is left out."""

import hashlib
import logging
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PIL import Image, UnidentifiedImageError

from queue_server.protocol.messages import PartHealth

TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".jpg": ("JPEG", "image/jpeg"),
        ".jpeg": ("JPEG", "image/jpeg"),
        ".png": ("PNG", "image/png"),
        ".webp": ("WEBP", "image/webp"),
    }
)
"""Format and type by the end of the name. No SVG: it can hold more than a picture."""
MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
"""Four times an 8-bit picture of a 4K wall; beyond it a small Pi has no room to draw it."""
MOST_FILES = 200
LOOK_SECONDS = 60.0
"""So soon a picture that was added is shown."""
_TRIAL = (64, 64)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be shown; ``name`` follows from its bytes, so that a browser may keep it for ever."""

    name: str
    path: Path
    mimetype: str
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A file that is left out.

    Attributes:
        reason: ``not_a_picture``, ``too_large``, ``wrong_type``, ``moves``, ``unreadable`` or ``too_many``.
    """

    file: str
    reason: str


class UnfitError(Exception):
    """A file is no picture for the wall."""

    def __init__(self, reason: str) -> None:
        """Keep the code of why."""
        super().__init__(reason)
        self.reason = reason


class MediaFolder:
    """What the folder holds, as of the last look; safe to ask from any thread."""

    def __init__(self, folder: Path | None) -> None:
        """Name the folder; ``None`` for no pictures at all. Nothing is read yet."""
        self._folder = folder
        self._pictures: tuple[Picture, ...] = ()
        self._unfit: tuple[Unfit, ...] = ()
        self._fault = ""
        self._judged: dict[Path, tuple[tuple[int, int], Picture | Unfit]] = {}

    @property
    def fitted(self) -> bool:
        """Whether the settings name a folder."""
        return self._folder is not None

    @property
    def unfit(self) -> tuple[Unfit, ...]:
        """The files that are left out."""
        return self._unfit

    @property
    def fault(self) -> str:
        """Why the folder itself cannot be read, in the system's words; empty while it can."""
        return self._fault

    def names(self) -> tuple[str, ...]:
        """The pictures in the order of their files' names."""
        return tuple(picture.name for picture in self._pictures)

    def read(self, name: str) -> tuple[bytes, str] | None:
        """Bytes and type of a picture; ``None`` where it is not there, or is another one by now."""
        found = next((picture for picture in self._pictures if picture.name == name), None)
        if found is None:
            return None
        try:
            content = found.path.read_bytes()
        except OSError:
            return None
        return (content, found.mimetype) if _name_of(content) == name else None

    def watch(self, stopped: threading.Event) -> None:
        """Look through the folder again and again, until stopped."""
        while True:
            self.look()
            if stopped.wait(LOOK_SECONDS):
                return

    def look(self) -> None:
        """Look through the folder; a file that is as before is not judged again."""
        if self._folder is None:
            return
        try:
            files = sorted(path for path in self._folder.iterdir() if path.is_file() and path.name[0] != ".")
        except OSError as error:
            self._pictures, self._unfit, self._fault = (), (), error.strerror or str(error)
            return
        judged = {path: self._judge(path) for path in files[:MOST_FILES]}
        found = [verdict for _, verdict in judged.values()]
        self._judged, self._fault = judged, ""
        self._pictures = tuple(one for one in found if isinstance(one, Picture))
        self._unfit = (
            *(one for one in found if isinstance(one, Unfit)),
            *(Unfit(path.name, "too_many") for path in files[MOST_FILES:]),
        )

    def part(self) -> PartHealth:
        """How the pictures are, for the server's device page."""
        if self._folder is None:
            return PartHealth(name="media", driver="none", state="not_fitted")
        if self._fault:
            message = f"the folder {self._folder} cannot be read: {self._fault}; see media in display.toml"
            return PartHealth(name="media", driver="folder", state="faulty", code="media_folder", message=message[:300])
        if self._unfit:
            message = f"{len(self._unfit)} of the files cannot be shown; /status of the display names them"
            return PartHealth(name="media", driver="folder", state="degraded", code="media_unfit", message=message)
        return PartHealth(name="media", driver="folder", state="ok")

    def _judge(self, path: Path) -> tuple[tuple[int, int], Picture | Unfit]:
        stamp, reason = (0, 0), ""
        try:
            state = path.stat()
            stamp = state.st_size, state.st_ctime_ns
            before = self._judged.get(path)
            if before is not None and before[0] == stamp:
                return before
            return stamp, checked_picture(path, stamp)
        except UnfitError as error:
            reason = error.reason
        except OSError:
            reason = "unreadable"
        log.warning("%s is no picture for the wall: %s", path, reason)
        return stamp, Unfit(path.name, reason)


def checked_picture(path: Path, stamp: tuple[int, int]) -> Picture:
    """Return a file as a picture for the wall: of a known type, not too large, still, and whole.

    Args:
        path: the file.
        stamp: its size in bytes, and when it was last touched in any way.

    Raises:
        UnfitError: it is not; the code tells why.
        OSError: it cannot be read.
    """
    known = TYPES.get(path.suffix.lower())
    if known is None:
        raise UnfitError("not_a_picture")
    if stamp[0] > MOST_BYTES:
        raise UnfitError("too_large")
    kind, mimetype = known
    content = path.read_bytes()
    _decode(path, kind)
    return Picture(_name_of(content), path, mimetype, stamp)


def _decode(path: Path, kind: str) -> None:
    """Decode a picture once, as small as its format allows: a file that breaks off in the middle is found so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.format != kind:
                    raise UnfitError("wrong_type")
                if image.width * image.height > MOST_PIXELS:
                    raise UnfitError("too_large")
                if getattr(image, "n_frames", 1) > 1:
                    raise UnfitError("moves")
                image.draft("RGB", _TRIAL)
                image.load()
    except UnidentifiedImageError:
        raise UnfitError("wrong_type") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitError("too_large") from None
    except (OSError, SyntaxError, ValueError):
        raise UnfitError("unreadable") from None


def _name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]
