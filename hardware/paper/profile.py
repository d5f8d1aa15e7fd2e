"""What a printer can do, by name."""

from dataclasses import dataclass


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
