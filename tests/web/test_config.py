import threading
import tomllib
from pathlib import Path

import pytest

import queue_server
from queue_server.bootstrap import build
from queue_server.config import (
    ConfigError,
    PushSettings,
    Settings,
    WebSettings,
    load_settings,
)
from queue_server.secret_files import PUSH_KEY_FILE, secret_key

EXAMPLE = Path(queue_server.__file__).with_name("example.toml")


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "queue_server.toml"
    path.write_text(text)
    return path


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.database().startswith("sqlite:////")
    assert settings.database().endswith("/var/antre.db")


def test_the_example_shows_every_setting_with_its_default() -> None:
    values = tomllib.loads(EXAMPLE.read_text())
    assert load_settings(EXAMPLE, {}) == Settings()
    assert set(values) == set(Settings.__struct_fields__)
    assert set(values["web"]) == set(type(Settings().web).__struct_fields__)


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'log_level = "debug"\n[web]\nport = 1000\nworkers = 3\n')
    settings = load_settings(path, {"ANTRE_WEB_PORT": "2000", "ANTRE_WEB_SECURE_COOKIES": "true", "PATH": "/bin"})
    assert (settings.log_level, settings.web.port, settings.web.workers) == ("debug", 2000, 3)
    assert settings.web.secure_cookies is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('data_dri = "x"', "unknown setting data_dri; did you mean data_dir?"),
        ("[web]\nprot = 1", "unknown setting web.prot; did you mean web.port?"),
        ("[web]\nport = 70000", "port"),
        ('[web]\nport = "80"', "Expected `int`, got `str`"),
        ('log_level = "loud"', "log_level"),
        ("web = 3", "expected a table"),
        ("= 3", "is not TOML"),
        ('[web]\ntrusted_proxy = "*"', "is no exact address"),
        ('[web]\npublic_address = "antre.example/"', "public_address"),
        ("[push]\nenabled = true", "setting push.contact"),
        ('[push]\nenabled = true\ncontact = "it@office.example"', "push.contact"),
        ('[push]\nown_service = "http://10.0.0.5:8000/p"', "push.own_service"),
        ('[push]\nown_service = "http://a@10.0.0.5"', "push.own_service"),
    ],
)
def test_a_bad_file_is_an_error_that_names_the_setting(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(write(tmp_path, text), {})
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: No such file"):
        load_settings(tmp_path / "absent.toml", {})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ANTRE_WEB_PROT", "1", "did you mean ANTRE_WEB_PORT?"),
        ("ANTRE_WEB_PORT", "many", "ANTRE_WEB_PORT: Expected `int`"),
        ("ANTRE_WEB", "1", "unknown environment variable ANTRE_WEB"),
    ],
)
def test_a_bad_variable_is_an_error_that_names_it(name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(None, {name: value})
    assert message in str(caught.value)


def test_variables_of_the_other_processes_are_theirs() -> None:
    assert load_settings(None, {"ANTRE_KIOSK_SERVER": "x", "ANTRE_DISPLAY_SERVER": "y"}) == Settings()


def test_the_secret_is_made_once_and_readable_by_the_service_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    key = secret_key(folder)
    assert len(key) == 32
    assert secret_key(folder) == key
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_servers_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    keys: list[bytes] = []
    together = threading.Barrier(8)

    def start() -> None:
        together.wait()
        keys.append(secret_key(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_folder_of_languages_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path), translations_dir="/nowhere/languages")
    with pytest.raises(ConfigError, match="setting translations_dir: there is no folder /nowhere/languages"):
        build(settings)


def test_the_key_by_which_push_services_know_the_server_is_made_once_and_readable_by_the_service_only(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=str(tmp_path), push=PushSettings(enabled=True, contact="mailto:it@office.example"))
    keys = []
    for _ in range(2):
        build(settings).store.close()
        keys.append((tmp_path / PUSH_KEY_FILE).read_bytes())
    assert keys[0] == keys[1]
    assert (tmp_path / PUSH_KEY_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / PUSH_KEY_FILE).write_bytes(b"torn")
    with pytest.raises(ConfigError, match=r"push\.key is damaged"):
        build(settings)


def test_phones_that_are_reached_without_https_are_told_of_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    push = PushSettings(enabled=True, contact="mailto:it@office.example")
    for scheme in ("https", "http"):
        assert "by https only" not in caplog.text
        web = WebSettings(public_address=f"{scheme}://antre.example")
        build(Settings(data_dir=str(tmp_path), web=web, push=push)).store.close()
    assert "by https only" in caplog.text


def test_no_key_is_made_where_phones_are_told_nothing(tmp_path: Path) -> None:
    build(Settings(data_dir=str(tmp_path))).store.close()
    assert not (tmp_path / PUSH_KEY_FILE).exists()
