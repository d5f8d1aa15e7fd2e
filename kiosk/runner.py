"""The kiosk's one thread and one inbox: takes what happened, follows the table, carries the commands out."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from queue import Empty, SimpleQueue

from hardware.clock import Clock
from hardware.controls import BuzzerPattern
from kiosk.asks import Asks
from kiosk.availability import Abilities, judge
from kiosk.away.standby import Standby
from kiosk.config import ButtonAction
from kiosk.devices import Devices, Fitted, Signals, situation, works
from kiosk.door import Door
from kiosk.failure import WorkerFailedError
from kiosk.hands import Hands, Workers
from kiosk.health import parts_health, today
from kiosk.lamps import lamps
from kiosk.link import Cursor, Link, OfficeLost, OfficeSeen, PrintAsked, SlipAsked
from kiosk.measuring.kept_calibration import KeptCalibration
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.measuring.sensor_orders import SensorOrders
from kiosk.messages import Ended, Held, JobDone, Message, Pressed, PrintNow, PrintSlipNow, Status
from kiosk.print_worker import PrintWorker
from kiosk.published import Published
from kiosk.runner_settings import RunnerSettings
from kiosk.server_client import Address, ServerClient
from kiosk.view import Surroundings, View, view
from kiosk.visit.dialogue import Rules, Session
from kiosk.visit.inputs import Availability, Choose, Input, Measured, PrinterReady, Tick
from kiosk.visit.session import step
from kiosk.visitor_calls import VisitorCalls
from queue_server.languages import Catalogue
from queue_server.protocol.messages import PartHealth
from queue_server.protocol.temperature import TemperaturePolicy

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
LOOK_SECONDS = 10.0
"""Between looks at the printer and the buttons."""
OWED_LOOK_SECONDS = 1.0
"""The same while a visitor waits for a ticket that could not be printed."""


class Kiosk:
    """One kiosk: built once, run by one thread; ``post`` is safe from any thread."""

    def __init__(
        self,
        settings: RunnerSettings,
        devices: Devices,
        address: Address,
        cursor: Cursor,
        *,
        kept: KeptCalibration,
        standby: Standby,
        catalogue: Catalogue,
        paper_words: Catalogue,
        clock: Clock,
    ) -> None:
        self._settings, self._address = settings, address
        self._devices = devices
        self._catalogue = catalogue
        self._clock = clock
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        self._rules = Rules(language=settings.language)
        self._session = Session(language=settings.language, since_seconds=clock.monotonic())
        self._around = Surroundings(simulated=devices.simulated)
        self._door = Door(catalogue, settings.fast_tickets)
        self._token_refused = self._paused = False
        self._signals = Signals(devices.controls, devices.sanitizer)
        self._measuring = MeasureWorker(devices.thermometer, clock, self.post, TemperaturePolicy(), devices.distance)
        self._orders = SensorOrders(self._measuring, kept)
        self._sensor = ThreadPoolExecutor(1, "sensor")
        self._standby = standby
        self._printing = PrintWorker(devices.printer, ServerClient(address), clock, standby)
        self._calls = VisitorCalls(address, clock, self.post, standby)
        self._link = self._linked(address, cursor)
        self.looks = self._link.looks
        self._cursor = cursor
        self._looked_at_seconds = clock.monotonic() - LOOK_SECONDS
        self._abilities = Abilities()
        workers = Workers(self._measuring, self._printing, self._calls, self._signals, self._speak)
        self._hands = Hands(workers, paper_words, clock, self.post, self._watch, looks=self.looks)
        self._failure: BaseException | None = None
        self.published = Published()
        self.asks = Asks(self.post, self.now, catalogue.languages)

    def _linked(self, address: Address, cursor: Cursor) -> Link:
        return Link(
            address=address,
            cursor=cursor,
            clock=self._clock,
            post=self.post,
            parts=self.parts,
            version=self._settings.version,
            standby=self._standby,
        )

    # --- from any thread

    def post(self, message: Message) -> None:
        """Put something that happened into the inbox."""
        self._inbox.put(message)

    def press(self, button: str) -> None:
        """A button was pressed: for the controls' driver."""
        self.post(Pressed(button))

    def hold(self, button: str) -> None:
        """A button was held down: for the controls' driver."""
        self.post(Held(button))

    def stop(self) -> None:
        """Ask the kiosk to stop."""
        self.post(Ended())

    def now(self) -> float:
        """Monotonic seconds, for inputs."""
        return self._clock.monotonic()

    def parts(self) -> tuple[PartHealth, ...]:
        """Health of every part, for heartbeat and device page."""
        care = self._printing.care or self._door.care(self.now())
        own = parts_health(
            self._devices, self._measuring, care, today(), doses=self._signals.doses, paused=self._paused
        )
        return own + self._address.parts()

    def status(self) -> Status:
        """How the kiosk is."""
        lost, without, around = self._abilities.lost, self._abilities.without, self._around
        phase, undelivered = self._session.phase.value, self._standby.count_undelivered()
        timings, parts = self._hands.timings(), self.parts()
        return Status(phase, around.online, parts, timings, lost, without, around.alone, undelivered)

    # --- the one thread

    def run(self, turned: Callable[[], None] = lambda: None) -> None:
        """Work until stopped, then let every part go; ``turned`` is called on each turn.

        Raises:
            WorkerFailedError: a worker failed in a way that nobody foresaw.
        """
        self._watch(self._sensor.submit(self._measuring.run))
        for work in self._link.start():
            self._watch(work)
        self._signals.renew()
        self._standby.relight(self.post)
        try:
            while self._turn():
                turned()
        finally:
            self._end()
        if self._failure is not None:
            raise WorkerFailedError(repr(self._failure)) from self._failure

    def _turn(self) -> bool:
        try:
            message = self._inbox.get(timeout=TICK_SECONDS)
        except Empty:
            message = Tick(at_seconds=self.now())
        if isinstance(message, Ended):
            self._failure = message.error
            return False
        self._take(message)
        self._look()
        self._judge()
        self._show()
        return True

    def _take(self, message: Message) -> None:
        if isinstance(message, Input):
            self._follow(message)
        elif isinstance(message, OfficeSeen | OfficeLost):
            self._learn(message)
        elif isinstance(message, Pressed):
            self.asks.press(self._settings.buttons.get(message.button))
        elif isinstance(message, Held):
            self._hold(self._settings.buttons.get(message.button))
        elif isinstance(message, PrintAsked):
            self._watch(
                self._calls.fetch_ticket(message.ticket_id, lambda ticket: self.post(PrintNow(message, ticket)))
            )
        elif isinstance(message, PrintNow):
            self._hands.print_asked(message)
        elif isinstance(message, SlipAsked):
            self._watch(self._calls.fetch_slip(message.visit_id, lambda slip: self.post(PrintSlipNow(message, slip))))
        elif isinstance(message, PrintSlipNow):
            self._hands.print_slip(message)
        elif isinstance(message, JobDone):
            self._cursor.done(message.asked.seq)

    def _follow(self, given: Input) -> None:
        before = self._session.phase
        given = self._door.let_in(given, before, self._around.office)
        if isinstance(given, Measured):
            self._hands.ready(self._measuring.last_sample_seconds or given.at_seconds)
        elif isinstance(given, Choose):
            self._hands.ready(given.at_seconds)
        self._session, commands = step(self._session, given, self._rules)
        self._door.went(before, self._session.phase, self.now())
        for command in commands:
            self._hands.carry_out(command)

    def _learn(self, message: OfficeSeen | OfficeLost) -> None:
        seen = message.office if isinstance(message, OfficeSeen) else None
        self._orders.learn(seen)
        self._token_refused = isinstance(message, OfficeLost) and message.token_refused
        office = seen or (None if self._token_refused else self._standby.office())
        desk = None if seen or self._token_refused else self._standby.picture_of_desk()
        alone, known = office is not None and seen is None, office or self._around.office
        self._around = replace(self._around, online=seen is not None, alone=alone, office=known, desk=desk)
        if office:
            self._around = replace(self._around, office_at_seconds=self.now())
            self._rules = replace(self._rules, screening=office.temperature.screening, policy=office.temperature)
            self._measuring.policy = office.temperature

    def _look(self) -> None:
        """See how printer and buttons are: often while a ticket is owed."""
        pause = OWED_LOOK_SECONDS if self._session.owed else LOOK_SECONDS
        if self.now() >= self._looked_at_seconds + pause:
            self._looked_at_seconds = self.now()
            self._watch(self._printing.look())
            self._signals.renew()

    def _judge(self) -> None:
        """Leave service or come back, print what is owed, and measure for staff, as parts and visitors allow."""
        fitted = Fitted(screen=self._settings.screen, buttons=bool(self._settings.buttons))
        why = {"token_refused": self._token_refused, "paused": self._paused}
        self._abilities = judge(situation(self._devices, fitted, screening=self._rules.screening, **why))
        if self._abilities.lost != self._session.lost:
            self._follow(Availability(lost=self._abilities.lost, at_seconds=self.now()))
        if self._session.owed and works(self._devices.printer.health):
            self._follow(PrinterReady(at_seconds=self.now()))
        if asked := self._orders.due(self._session.phase, self.now()):
            self._follow(asked)

    def _hold(self, action: ButtonAction | None) -> None:
        """Pause or go on: the staff button, held long, so that a visitor's short press does neither."""
        if action is not None and action.do == "reset":
            self._paused = not self._paused
            self._signals.sound(BuzzerPattern.ATTENTION)
            log.info("staff have %s the kiosk", "paused" if self._paused else "resumed")

    # --- showing

    def _show(self) -> None:
        shade_above = self._measuring.policy.shade_above_celsius
        self._around = replace(
            self._around, without=self._abilities.without, hot=self._measuring.hotter_than(shade_above)
        )
        self._signals.light(lamps(self._settings.buttons, self._session, self._around, self._catalogue))
        self.published.put(self._audible(self._picture()))

    def _picture(self) -> View:
        return view(self._session, self._around, self._rules, self._catalogue, self.now())

    def _audible(self, picture: View) -> View:
        return self._devices.voice.turn_to(picture) if self._devices.voice else picture

    def _speak(self) -> None:
        saying = self._devices.voice.say(self._picture()) if self._devices.voice else None
        if saying:
            self._watch(saying)

    # --- workers

    def _watch(self, work: "Future[None]") -> None:
        """Let no worker fail in silence."""

        def ended(done: "Future[None]") -> None:
            error = None if done.cancelled() else done.exception()
            if error is not None:
                self.post(Ended(error))

        work.add_done_callback(ended)

    def _end(self) -> None:
        self._measuring.end()
        self._calls.end()
        self._link.end()
        self._printing.end()
        if self._devices.voice:
            self._devices.voice.end()
        self._sensor.shutdown()
        self._signals.close()
        self._standby.end()
        self.published.close()
