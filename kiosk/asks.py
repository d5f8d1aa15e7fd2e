"""What visitors can ask for, by touch, key or scanner; from any thread."""

import secrets
from collections.abc import Callable, Collection

from kiosk.config import ButtonAction
from kiosk.visit.inputs import (
    CameBack,
    Choose,
    Contrast,
    DecisionMade,
    EnterBooking,
    Input,
    Language,
    Listen,
    OpenBooking,
    OpenDesk,
    OpenPriority,
    PinTyped,
    Ready,
    Reset,
    StaffNamed,
    Touch,
    VisitorNamed,
)
from queue_server.protocol.reserve import StaffDecision
from queue_server.protocol.words import Lane


class Asks:
    """Turns what a visitor does into inputs of the dialogue."""

    def __init__(self, post: Callable[[Input], None], now: Callable[[], float], languages: Collection[str]) -> None:
        """Prepare.

        Args:
            post: takes the inputs.
            now: monotonic seconds.
            languages: those that there are words in.
        """
        self._post = post
        self._now = now
        self._languages = languages

    def choose(self, service_id: int, lane: Lane) -> None:
        """A service was chosen; the nonce of the check-in is made here."""
        self._post(Choose(service_id=service_id, lane=lane, nonce=secrets.token_urlsafe(24), at_seconds=self._now()))

    def enter_booking(self, booking_code: str) -> None:
        """A booking's code was typed or scanned."""
        self._post(EnterBooking(booking_code=booking_code, nonce=secrets.token_urlsafe(24), at_seconds=self._now()))

    def open_priority(self) -> None:
        """The visitor asks for the priority lane."""
        self._post(OpenPriority(at_seconds=self._now()))

    def open_booking(self) -> None:
        """The visitor wants to type a booking's code."""
        self._post(OpenBooking(at_seconds=self._now()))

    def came_back(self) -> None:
        """Somebody who was asked to take a seat says that the rest is over."""
        self._post(CameBack(nonce=secrets.token_urlsafe(24), at_seconds=self._now()))

    def ready(self) -> None:
        """Somebody who is to be measured again stands before the sensor."""
        self._post(Ready(nonce=secrets.token_urlsafe(24), at_seconds=self._now()))

    def touch(self) -> None:
        """The visitor is still there."""
        self._post(Touch(at_seconds=self._now()))

    def reset(self) -> None:
        """Back to the start."""
        self._post(Reset(at_seconds=self._now()))

    def contrast(self) -> None:
        """The visitor wants high contrast and larger letters, or the usual page again."""
        self._post(Contrast(at_seconds=self._now()))

    def listen(self) -> None:
        """The visitor wants to hear what stands on the page."""
        self._post(Listen(at_seconds=self._now()))

    def open_desk(self) -> None:
        """Staff want to decide on a held visitor here."""
        self._post(OpenDesk(at_seconds=self._now()))

    def name_staff(self, account_id: int) -> None:
        """Staff say who they are."""
        self._post(StaffNamed(account_id=account_id, at_seconds=self._now()))

    def type_pin(self, pin: str) -> None:
        """Staff typed the PIN."""
        self._post(PinTyped(pin=pin, at_seconds=self._now()))

    def name_visitor(self, entry: int) -> None:
        """Staff say on whom they decide."""
        self._post(VisitorNamed(entry=entry, at_seconds=self._now()))

    def decide(self, decision: StaffDecision) -> None:
        """Staff say what they decide."""
        self._post(DecisionMade(decision=decision, at_seconds=self._now()))

    def press(self, action: ButtonAction | None) -> None:
        """One of the kiosk's buttons was pressed; ``None``: one that does nothing."""
        if action is None:
            return
        match action.do:
            case "service":
                self.choose(action.service or 0, Lane(action.lane))
            case "booking":
                self.open_booking()
            case "contrast":
                self.contrast()
            case "listen":
                self.listen()
            case "reset":
                self.reset()

    def speak(self, language: str) -> None:
        """The visitor chose a language; one without a catalogue is ignored."""
        if language in self._languages:
            self._post(Language(language=language, at_seconds=self._now()))
