"""What the kiosk can still do when parts are missing: a pure judgement, made anew at every turn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Situation:
    """What the judgement depends on.

    Attributes:
        screen: the kiosk has a screen, which can show a number and be touched.
        screening: visitors are measured.
        thermometer, printer: the part works, as far as is known.
        buttons: there are buttons, and they can be pressed.
        controls: buttons, lamps and buzzer work, or none are fitted.
        token_refused: the server does not know this kiosk.
        paused: staff have paused it.
    """

    screen: bool
    screening: bool
    thermometer: bool
    printer: bool
    buttons: bool
    controls: bool
    token_refused: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Abilities:
    """What follows for the visitors.

    Attributes:
        lost: why nobody can be served here (``paused``, ``token``, ``printer``, ``buttons``); else empty.
        without: parts that the kiosk goes on without.
    """

    lost: str = ""
    without: tuple[str, ...] = ()


def judge(situation: Situation) -> Abilities:
    """Tell whether the kiosk serves, and without what.

    A broken thermometer never closes a kiosk: a person measures. A broken printer closes only a kiosk that has no
    screen to show the number on; broken buttons only one that has no screen to touch.
    """
    working = {
        "thermometer": situation.thermometer or not situation.screening,
        "printer": situation.printer,
        "controls": situation.controls,
    }
    return Abilities(_lost(situation), tuple(part for part, works in working.items() if not works))


def _lost(situation: Situation) -> str:
    if situation.paused:
        return "paused"
    if situation.token_refused:
        return "token"
    if situation.screen:
        return ""
    if not situation.printer:
        return "printer"
    return "" if situation.buttons else "buttons"
