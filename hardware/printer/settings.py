"""Settings of every printer, whichever way leads to it."""

from dataclasses import replace
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware.paper.profile import PROFILES, Profile


class PrinterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every printer.

    Attributes:
        profile: name of what it can do, one of ``PROFILES``.
        cutter, native_qr, answers, confirms: where this printer differs from its profile; see ``Profile``.
        limit_seconds: for one ticket, writing and confirmation together, besides its time on a slow line.
        fonts: paths of fonts for other scripts; empty to take what the machine has.
    """

    profile: str = "80mm"
    cutter: bool | None = None
    native_qr: bool | None = None
    answers: bool | None = None
    confirms: bool | None = None
    limit_seconds: Annotated[float, Meta(gt=0, le=5)] = 4.5
    fonts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a profile that does not exist.

        Raises:
            ValueError: it names the known ones.
        """
        if self.profile not in PROFILES:
            raise ValueError(f'unknown profile "{self.profile}"; known are: {", ".join(PROFILES)}')

    @property
    def abilities(self) -> Profile:
        """The profile, and where this printer differs from it."""
        profile = PROFILES[self.profile]
        return replace(
            profile,
            cutter=_first(self.cutter, profile.cutter),
            native_qr=_first(self.native_qr, profile.native_qr),
            answers=_first(self.answers, profile.answers),
            confirms=_first(self.confirms, profile.confirms),
        )


def _first(own: bool | None, usual: bool) -> bool:
    return usual if own is None else own
