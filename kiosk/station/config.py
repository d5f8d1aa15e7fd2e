"""Settings of the guards' post: one TOML file, the environment over it; what is not understood is an error."""

from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from kiosk.settings_file import ConfigError, SettingsFile, Table

CONTROLS = "controls"


class StationConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of the guards' post; ``kiosk/station/example.toml`` explains each.

    Attributes:
        server_ca_file: the certificate that alone is believed of an https server; empty: the system's authorities.
        data_dir: where a token that was renewed is kept.
        controls: table of lamp, buzzer and button with its ``driver``.
        take_button: the button's name in it; empty: there is none.
    """

    server_url: str
    server_ca_file: str = ""
    token_file: str
    controls: Table
    data_dir: str = "/var/lib/antre/station"
    server_timeout_seconds: Annotated[float, Meta(gt=0, le=30)] = 4.0
    take_button: str = "take"
    repeat_seconds: Annotated[float, Meta(ge=3, le=600)] = 15.0
    away_seconds: Annotated[float, Meta(ge=11, le=120)] = 15.0


def _check(config: StationConfig) -> None:
    parts = urlsplit(config.server_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f'server_url "{config.server_url}" is no address; write http://host:port or https://host')
    if not isinstance(config.controls.get("driver"), str):
        raise ConfigError(f'[{CONTROLS}] names no driver; write driver = "..." (there is no fallback)')
    if config.controls["driver"] == "none" or "warning_lamp" not in config.controls:
        raise ConfigError(f"[{CONTROLS}] has no warning_lamp: without its lamp a guards' post tells nobody anything")
    fitted = config.controls.get("buttons", {})
    if config.take_button and config.take_button not in fitted:
        raise ConfigError(
            f'take_button "{config.take_button}" is no button of [{CONTROLS}]; known are: '
            f'{", ".join(fitted) or "none"}; write take_button = "" where there is none'
        )


FILE = SettingsFile(StationConfig, "ANTRE_STATION_", (CONTROLS,), "kiosk/station/example.toml", _check)
