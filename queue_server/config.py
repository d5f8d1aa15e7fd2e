"""Settings of the queue server: one TOML file, environment variables over it, unknown keys are errors."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

PREFIX = "ANTRE_"
OTHER_PROCESSES = ("ANTRE_KIOSK_", "ANTRE_DISPLAY_", "ANTRE_STATION_")

Seconds = Annotated[int, msgspec.Meta(ge=1, le=7 * 86_400)]
Rate = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class ConfigError(Exception):
    """The settings cannot be used; the message says which one and what to do."""

    code = "invalid_setting"


class WebSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How pages and API are served; documented in ``example.toml``.

    Attributes:
        workers: threads for ordinary requests; more than 8 only make the slowest answers slower.
        streams: cap on open event streams; each takes a thread of its own.
        channel_timeout_seconds: after this long without a byte a connection is closed.
        certificate_file, key_file: PEM; with them the server speaks TLS itself, and nothing else at its port.
        phones_port: besides, places in line are shown there without TLS, to phones that do not know the certificate;
            0: nowhere.
        trusted_proxy: exact address of the reverse proxy whose headers are believed, or empty.
        public_address: how visitors reach the server (``https://antre.example``); empty: as the request did.
        session_idle_seconds: a session ends this long after its last use.
        session_absolute_seconds: a session ends this long after sign-in.
        stream_heartbeat_seconds: a silent stream sends a comment this often.
        announce: tell the network of this server (mDNS), unless it listens to this machine only.
        metrics: whether a monitoring program may read ``/metrics``, with the token in ``metrics.token``.
        device_writes_per_second: that one device may do for long; 0: no limit.
        device_writes_at_once: that it may do at once before, as a kiosk that was alone for a while.
        address_requests_per_second: that one network address may send without being known; 0: no limit.
        address_requests_at_once: that it may send at once before: many phones may share one address.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8080
    workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    streams: Annotated[int, msgspec.Meta(ge=1, le=500)] = 40
    max_body_bytes: Annotated[int, msgspec.Meta(ge=1024, le=1 << 30)] = 65_536
    channel_timeout_seconds: Seconds = 60
    certificate_file: str = ""
    key_file: str = ""
    phones_port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 0
    trusted_proxy: str = ""
    public_address: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s/?#]+)?$")] = ""
    session_idle_seconds: Seconds = 3600
    session_absolute_seconds: Seconds = 12 * 3600
    secure_cookies: bool = False
    stream_heartbeat_seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 10.0
    announce: bool = True
    metrics: bool = True
    device_writes_per_second: Rate = 20
    device_writes_at_once: Rate = 600
    address_requests_per_second: Rate = 50
    address_requests_at_once: Rate = 1000

    @property
    def tls(self) -> bool:
        """Whether the server speaks TLS itself."""
        return bool(self.certificate_file)

    @property
    def scheme(self) -> str:
        """How addresses of the server's own begin."""
        return "https" if self.tls else "http"


class BackupSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Copies of an SQLite database, made by the server itself.

    Attributes:
        folder: where they are kept; empty: ``backups`` in ``data_dir``. Another medium outlives the first one.
        every_minutes: between two of them; 0 makes none.
        keep_last: the newest ones, all of them.
        keep_days: besides, the last one of each of so many days.
        notice_after_hours: without a new copy for so long, the admin's pages say so.
    """

    folder: str = ""
    every_minutes: Annotated[int, msgspec.Meta(ge=0, le=7 * 1440)] = 60
    keep_last: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 24
    keep_days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 14
    notice_after_hours: Annotated[int, msgspec.Meta(ge=1, le=8760)] = 24


class PushSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Messages to visitors' phones, also to locked ones; documented in ``example.toml``.

    Attributes:
        enabled: whether the page of the place in line offers them; phones take them by https only.
        contact: whom a push service may write to when something is wrong.
        services: hosts of the push services that are sent to, a blank between; ``*.push.example``: every host below.
        own_service: address of a push service of the office's own, which may lie in its network; or empty.
    """

    enabled: bool = False
    contact: Annotated[str, msgspec.Meta(pattern=r"^((mailto:|https://)[^\s\x00-\x1f]+)?$")] = ""
    services: str = "fcm.googleapis.com updates.push.services.mozilla.com *.push.apple.com *.notify.windows.com"
    own_service: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s/?#@]+)?$")] = ""


class WebhookSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Programs of the office that are told of events; which ones is a setting of the office.

    Attributes:
        inside: beginnings of addresses in the own network that may be called, also by http, a blank between.
    """

    inside: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s/?#@]+( +https?://[^\s/?#@]+)*)?$")] = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All settings of the process.

    Attributes:
        data_dir: where the database and the secret key live.
        database_url: ``sqlite:////path/antre.db`` or ``postgresql+psycopg://...``; empty: SQLite in ``data_dir``.
        translations_dir: folder with further languages (``jv/LC_MESSAGES/queue_server.po``), or empty.
    """

    data_dir: str = "var"
    database_url: str = ""
    translations_dir: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    web: WebSettings = WebSettings()
    backup: BackupSettings = BackupSettings()
    push: PushSettings = PushSettings()
    webhooks: WebhookSettings = WebhookSettings()

    def backups(self) -> Path:
        """Return the folder of the backups, with the default filled in."""
        return Path(self.backup.folder or Path(self.data_dir).absolute() / "backups")

    def database(self) -> str:
        """Return the database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{Path(self.data_dir).absolute() / 'antre.db'}"


_SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "web": WebSettings,
    "backup": BackupSettings,
    "push": PushSettings,
    "webhooks": WebhookSettings,
}


def load_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        path: the TOML file, or ``None`` for the defaults.
        environment: variables such as ``ANTRE_DATA_DIR`` and ``ANTRE_WEB_PORT`` go over the file.

    Raises:
        ConfigError: a file that cannot be read, an unknown key (the nearest known one is named), a bad value.
    """
    values = _read(path) if path else {}
    _refuse_unknown(values, Settings, "")
    over = _from_environment(environment)
    merged = values | over
    for name, struct in _SECTIONS.items():
        section = values.get(name, {})
        if not isinstance(section, dict):
            raise ConfigError(f"setting {name}: expected a table, [{name}]")
        _refuse_unknown(section, struct, f"{name}.")
        merged[name] = section | over.get(name, {})
    try:
        settings = msgspec.convert(merged, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"settings{f' in {path}' if path else ''}: {error}") from error
    _check_proxy(settings.web.trusted_proxy)
    if bool(settings.web.certificate_file) != bool(settings.web.key_file):
        raise ConfigError("settings web.certificate_file and web.key_file go together: set both, or neither")
    if settings.web.phones_port and not settings.web.tls:
        raise ConfigError("setting web.phones_port is for a server with a certificate; phones come to web.port: set 0")
    if settings.push.enabled and not settings.push.contact:
        raise ConfigError('setting push.contact: push services ask whom to write to; name one, such as "mailto:it@..."')
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the settings file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the settings file {path} is not TOML: {error}") from error


def _refuse_unknown(values: Iterable[str], struct: type[msgspec.Struct], prefix: str) -> None:
    known = struct.__struct_fields__
    for key in values:
        if key not in known:
            raise ConfigError(f"unknown setting {prefix}{key}{_nearest(key, known, prefix)}")


def _nearest(key: str, known: Iterable[str], prefix: str = "") -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.4)
    return f"; did you mean {prefix}{near[0]}?" if near else ""


def _variables() -> dict[str, tuple[str, msgspec.structs.FieldInfo]]:
    """Name the variable of each setting: section and field."""
    names: dict[str, tuple[str, msgspec.structs.FieldInfo]] = {}
    sections: Mapping[str, type[msgspec.Struct]] = {"": Settings, **_SECTIONS}
    for section, struct in sections.items():
        for field in msgspec.structs.fields(struct):
            if field.name not in _SECTIONS:
                names[PREFIX + "_".join(filter(None, (section, field.name))).upper()] = (section, field)
    return names


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    known = _variables()
    values: dict[str, Any] = {}
    for name, text in environment.items():
        if not name.startswith(PREFIX) or name.startswith(OTHER_PROCESSES):
            continue
        if name not in known:
            raise ConfigError(f"unknown environment variable {name}{_nearest(name, known)}")
        section, field = known[name]
        target = values.setdefault(section, {}) if section else values
        target[field.name] = _convert(name, text, field.type)
    return values


def _convert(name: str, text: str, kind: Any) -> Any:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"environment variable {name}: {error}") from error


def _check_proxy(address: str) -> IPv4Address | IPv6Address | None:
    if not address:
        return None
    try:
        return ip_address(address)
    except ValueError as error:
        message = f"setting web.trusted_proxy: {address!r} is no exact address; name one, such as 127.0.0.1"
        raise ConfigError(message) from error
