"""Builds a kiosk from its settings: every part once, in one place."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from hardware.clock import Clock
from hardware.controls import Controls
from hardware.controls.simulated import SimulatedPins
from hardware.distance import DistanceSensor
from hardware.drivers import (
    choose_controls,
    choose_distance,
    choose_printer,
    choose_sanitizer,
    choose_speaker,
    choose_thermometer,
)
from hardware.printer import TicketPrinter
from hardware.printer.simulated import SimulatedPrinter
from hardware.sanitizer import Sanitizer
from hardware.speaker import Speaker
from hardware.speech.choosing import choose_speech
from hardware.supervisor import DeviceState, Supervised
from hardware.thermometer import Thermometer
from hardware.thermometer.simulated import SimulatedBus
from kiosk import VERSION
from kiosk.away.outbox import Outbox
from kiosk.away.standby import Standby
from kiosk.catalogue import load_catalogue
from kiosk.config import KioskConfig
from kiosk.devices import Devices
from kiosk.link import Cursor
from kiosk.measuring.kept_calibration import KeptCalibration
from kiosk.prompt_voice import PromptVoice
from kiosk.runner import Kiosk
from kiosk.runner_settings import RunnerSettings
from kiosk.screen import ScreenSettings, create_screen, local_hosts
from kiosk.screen.demo import Demo
from kiosk.server_client import Address
from kiosk.settings_file import ConfigError
from kiosk.token_file import read_token
from queue_server.device_token import DeviceToken
from queue_server.languages import Catalogue
from queue_server.paper import load_paper_words
from queue_server.trust import choose_trust


@dataclass(slots=True)
class _Presses:
    """Stands between the buttons' driver and the kiosk, which need each other to be built."""

    kiosk: Kiosk | None = None

    def __call__(self, button: str) -> None:
        if self.kiosk is not None:
            self.kiosk.press(button)

    def held(self, button: str) -> None:
        if self.kiosk is not None:
            self.kiosk.hold(button)


@dataclass(frozen=True, slots=True)
class Application:
    """A kiosk that is ready to run.

    Attributes:
        demo: acts on the simulated parts; ``None`` where none is simulated.
        voice: says what stands on the page; ``None`` where there is no speaker.
    """

    config: KioskConfig
    kiosk: Kiosk
    catalogue: Catalogue
    demo: Demo | None
    voice: PromptVoice | None

    def screen(self, port: int) -> Flask:
        """Build the local page for the port that it is served on."""
        hosts = local_hosts(port, (self.config.listen_host, *self.config.allowed_hosts))
        settings = ScreenSettings(hosts, self.config.screen_width_mm, self.config.scanner)
        return create_screen(self.kiosk, self.catalogue, settings, self.demo, self.voice)


def build_application(config: KioskConfig, clock: Clock) -> Application:
    """Build everything; no device is opened and no thread started yet.

    Raises:
        ConfigError: a folder cannot be made or is not there, a language has no words, or a button is named that the
            controls do not have.
        HardwareConfigError: an unknown driver, setting or value.
        TokenFileError: the token cannot be read.
        TrustFileError: the certificate of the server cannot be read.
    """
    presses = _Presses()
    thermometer = choose_thermometer(config.thermometer, clock)
    distance = choose_distance(config.distance, clock)
    sanitizer = choose_sanitizer(config.sanitizer, clock)
    printer = choose_printer(config.printer, clock)
    controls = choose_controls(config.controls, clock, presses, presses.held)
    _check_buttons(config)
    catalogue, paper_words = _words(config)
    devices = Devices(
        Supervised[Thermometer]("thermometer", thermometer, clock),
        Supervised[TicketPrinter]("printer", printer, clock),
        Supervised[Controls]("controls", controls, clock),
        Supervised[DistanceSensor]("distance", distance, clock) if distance else None,
        Supervised[Sanitizer]("sanitizer", sanitizer, clock) if sanitizer else None,
        _voice(config, catalogue, clock),
    )
    kiosk = Kiosk(
        RunnerSettings(config.language, config.buttons, config.screen, VERSION, config.fast_tickets),
        devices,
        _address(config),
        Cursor(_data_dir(config) / "last_seq"),
        kept=KeptCalibration(_data_dir(config) / "calibration.json"),
        standby=_standby(config, catalogue, clock),
        catalogue=catalogue,
        paper_words=paper_words,
        clock=clock,
    )
    presses.kiosk = kiosk
    return Application(config, kiosk, catalogue, _demo(config, devices), devices.voice)


def _address(config: KioskConfig) -> Address:
    token = DeviceToken(read_token(Path(config.token_file)), _data_dir(config))
    trust = choose_trust(config.server_url, config.server_ca_file)
    return Address(config.server_url, token, config.server_timeout_seconds, trust)


def _voice(config: KioskConfig, catalogue: Catalogue, clock: Clock) -> PromptVoice | None:
    driver = choose_speaker(config.speaker)
    speech = choose_speech(config.voice, Path(config.data_dir) / "sounds", clock)
    if not driver.fitted:
        return None
    speaker = Supervised[Speaker]("speaker", driver, clock)
    return PromptVoice(speaker, speech, catalogue, in_browser=driver.name == "browser", volume=config.volume)


def _standby(config: KioskConfig, catalogue: Catalogue, clock: Clock) -> Standby:
    path = _data_dir(config) / "outbox.db"
    try:
        return Standby(Outbox(path), clock, catalogue, size=config.reserve_numbers)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(f"cannot open {path}: {error}; the kiosk must be able to write in its data_dir") from error


def _data_dir(config: KioskConfig) -> Path:
    folder = Path(config.data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot make data_dir {folder}: {error}; choose a folder that the kiosk may write"
        ) from error
    return folder


def _words(config: KioskConfig) -> tuple[Catalogue, Catalogue]:
    """Read the words of the page and of the paper."""
    more = Path(config.translations_dir) if config.translations_dir else None
    try:
        catalogue, paper_words = load_catalogue(more), load_paper_words(more)
    except FileNotFoundError as error:
        raise ConfigError(f"translations_dir: {error}; make it, or leave the setting empty") from error
    if config.language not in catalogue.languages:
        known = ", ".join(catalogue.languages)
        raise ConfigError(f'language "{config.language}" has no words; there are: {known}')
    return catalogue, paper_words


def _check_buttons(config: KioskConfig) -> None:
    fitted = config.controls.get("buttons", {})
    for name in config.buttons:
        if name not in fitted:
            raise ConfigError(f"[buttons.{name}] is no button of [controls]; known are: {', '.join(fitted) or 'none'}")


def _demo(config: KioskConfig, devices: Devices) -> Demo | None:
    parts = (devices.thermometer.driver, devices.printer.driver, devices.controls.driver)
    simulations = [part.simulation for part in parts]
    bus = next((part for part in simulations if isinstance(part, SimulatedBus)), None)
    tickets = next((part for part in simulations if isinstance(part, SimulatedPrinter)), None)
    pins = next((part for part in simulations if isinstance(part, SimulatedPins)), None)
    if not (bus or tickets or pins):
        return None

    def listening() -> bool:
        return devices.controls.health.state is DeviceState.OK

    return Demo(bus, tickets, pins, tuple(config.buttons) if pins else (), listening)
