import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from display.config import ConfigError, Settings, load_settings, read_token


def write(folder: Path, text: str) -> Path:
    path = folder / "display.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_names_every_setting_with_its_default() -> None:
    example = tomllib.loads((files("display") / "example.toml").read_text(encoding="utf-8"))
    assert msgspec.convert(example, Settings) == Settings()
    assert set(example) == set(Settings.__struct_fields__)


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings(None, {"PATH": "/bin"}) == Settings()


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'port = 9000\nscreen_aspect = "9:16"\n[speaker]\ndriver = "alsa"\ndevice = "hw:1"\n')
    environment = {
        "ANTRE_DISPLAY_PORT": "9001",
        "ANTRE_DISPLAY_LANGUAGES": "en, id",
        "ANTRE_DISPLAY_SPEAKER_DEVICE": "hw:2",
    }
    settings = load_settings(path, environment)
    assert (settings.port, settings.languages, settings.aspect) == (9001, ("en", "id"), 9 / 16)
    assert settings.speaker == {"driver": "alsa", "device": "hw:2"}


def test_the_tables_of_the_wall_can_be_set_by_the_environment() -> None:
    environment = {
        "ANTRE_DISPLAY_SCREEN_ASPECT": "9:16",
        "ANTRE_DISPLAY_SCREEN_THEME": "dark",
        "ANTRE_DISPLAY_SCREEN_BURN_IN_CARE": "false",
        "ANTRE_DISPLAY_ONLY_COUNTERS": "Loket 1, Loket 2",
        "ANTRE_DISPLAY_MEDIA_QUIET_SECONDS": "120",
    }
    settings = load_settings(None, environment)
    assert (settings.screen_aspect, settings.screen.theme, settings.screen.burn_in_care) == ("9:16", "dark", False)
    assert (settings.only.counters, settings.media.quiet_seconds) == (("Loket 1", "Loket 2"), 120.0)


@pytest.mark.parametrize(
    ("text", "environment", "message"),
    [
        ("prot = 1", {}, r"unknown setting prot; did you mean port\?"),
        ("", {"ANTRE_DISPLAY_TOKEN_FIEL": "x"}, "did you mean ANTRE_DISPLAY_TOKEN_FILE"),
        ("port = 70000", {}, r"port"),
        ("", {"ANTRE_DISPLAY_PORT": "many"}, "port"),
        ('server_url = "queue.local"', {}, "server_url"),
        ("languages = []", {}, "languages"),
        ('speaker = "alsa"', {}, r"expected a table, \[speaker\]"),
        ("port = ", {}, "is not TOML"),
        ('screen = "dark"', {}, r"expected a table, \[screen\]"),
        ('[screen]\ntheme = "pink"', {}, "theme"),
        ('[screen]\nteme = "dark"', {}, r"unknown setting screen.teme; did you mean screen.theme\?"),
        ("", {"ANTRE_DISPLAY_SCREEN_BURNIN_CARE": "no"}, "did you mean screen.burn_in_care"),
        ('[screen]\ndim_hours = ["late"]', {}, "no span of hours"),
        ("[media]\nquiet_seconds = 10", {}, "quiet_seconds"),
        ('[only]\nservices = "Paspor"', {}, "services"),
    ],
)
def test_wrong_settings_are_named(text: str, environment: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        load_settings(write(tmp_path, text), environment)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the settings file"):
        load_settings(tmp_path / "none.toml", {})


def token_file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_the_token_is_read(tmp_path: Path) -> None:
    assert read_token(token_file(tmp_path, b"abc-123\n")) == "abc-123"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_token_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="run: chmod 600"):
        read_token(token_file(tmp_path, b"abc", mode))


@pytest.mark.parametrize("content", [b"", b"\n", b"two words", b"\xc3\xa9"])
def test_a_file_without_a_token_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="token"):
        read_token(token_file(tmp_path, content))


def test_a_missing_token_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="add the display first"):
        read_token(tmp_path / "none")
