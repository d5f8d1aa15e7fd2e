"""What a printer can do, by name."""

from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
from msgspec import Meta


@dataclass(frozen=True, slots=True)
class Profile:
    """Abilities of a model of printer.

    Attributes:
        name: its name in the configuration.
        columns: letters of normal width on one line.
        dots: printable dots across the paper (203 dpi).
        native_qr: draws QR codes itself from GS ( k.
        cutter: cuts the paper.
        answers: replies to status queries (DLE EOT).
        confirms: replies to GS r 1 after the ticket, in order.
    """

    name: str
    columns: int
    dots: int
    native_qr: bool
    cutter: bool
    answers: bool
    confirms: bool


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("80mm", 48, 576, native_qr=True, cutter=True, answers=True, confirms=True),
        Profile("80mm-plain", 48, 576, native_qr=False, cutter=True, answers=False, confirms=False),
        Profile("58mm", 32, 384, native_qr=True, cutter=False, answers=True, confirms=True),
        Profile("58mm-plain", 32, 384, native_qr=False, cutter=False, answers=False, confirms=False),
    )
}


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
