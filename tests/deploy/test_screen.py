"""The script that shows a page on the screen, with a cage and a browser that only write down how they were started."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.machine import ROOT

SCRIPT = ROOT / "deploy" / "screen.sh"
LIMIT_SECONDS = 60
NEEDED = ("bash", "env", "mkdir", "rm", "sleep")
CAGE = """#!/bin/sh
ls "$RUNTIME_DIRECTORY/profile" >"$RUNTIME_DIRECTORY/left"
printf '%s\\n' "$@" >"$RUNTIME_DIRECTORY/started"
"""


class Desk:
    """Where the script runs: a folder of programs, and a runtime folder."""

    def __init__(self, folder: Path) -> None:
        self.programs, self.runtime = folder / "bin", folder / "runtime"
        self.programs.mkdir()
        self.runtime.mkdir()
        for name in NEEDED:
            found = shutil.which(name)
            assert found is not None
            (self.programs / name).symlink_to(found)
        self.add("cage", CAGE.replace("ls ", f"{shutil.which('ls')} "))

    def add(self, name: str, text: str = "#!/bin/sh\n") -> None:
        """Install a program."""
        path = self.programs / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run the script to its end, which is that of the browser."""
        environment = {"PATH": str(self.programs), "RUNTIME_DIRECTORY": str(self.runtime), **settings}
        return subprocess.run(
            [str(SCRIPT)], env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
        )

    @property
    def started(self) -> list[str]:
        """The words with which cage was started; none where it was not."""
        path = self.runtime / "started"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.add("chromium")
    return made


@contextmanager
def page(*statuses: int) -> Iterator[tuple[str, list[int]]]:
    """Serve a page that answers with these in turn, the last for ever; gives its address and what it answered."""
    given: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given.append(statuses[min(len(given), len(statuses) - 1)])
            self.send_response(given[-1])
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/screen", given
        finally:
            server.shutdown()
            thread.join()


def test_the_browser_shows_the_page_and_nothing_else(desk: Desk) -> None:
    with page(200) as (url, _):
        done = desk.run(ANTRE_SCREEN_URL=url, ANTRE_SCREEN_FLAGS="--lang=id --force-device-scale-factor=2")
    assert (done.returncode, done.stderr) == (0, "")
    assert desk.started[:3] == ["-s", "--", str(desk.programs / "chromium")]
    assert desk.started[-3:] == ["--lang=id", "--force-device-scale-factor=2", url]
    assert {"--kiosk", "--ozone-platform=wayland", "--noerrdialogs"} <= set(desk.started)
    assert f"--user-data-dir={desk.runtime}/profile" in desk.started
    assert "--disable-features=Translate,TranslateUI,MediaRouter" in desk.started


def test_it_waits_until_the_page_answers(desk: Desk) -> None:
    with page(503, 404, 200) as (url, given):
        done = desk.run(ANTRE_SCREEN_URL=url)
    assert done.returncode == 0, done.stderr
    assert given == [503, 404, 200]
    assert desk.started[-1] == url


def test_locks_of_a_browser_that_was_killed_are_wiped_and_the_rest_stays(desk: Desk) -> None:
    profile = desk.runtime / "profile"
    profile.mkdir()
    (profile / "SingletonLock").symlink_to("office-4711")  # as the browser leaves it: it leads nowhere
    (profile / "SingletonCookie").symlink_to("8153")
    (profile / "Preferences").touch()
    with page(200) as (url, _):
        assert desk.run(ANTRE_SCREEN_URL=url).returncode == 0
    assert (desk.runtime / "left").read_text().split() == ["Preferences"]


def test_the_browser_may_have_its_other_name(desk: Desk) -> None:
    (desk.programs / "chromium").rename(desk.programs / "chromium-browser")
    with page(200) as (url, _):
        assert desk.run(ANTRE_SCREEN_URL=url).returncode == 0
    assert desk.started[2] == str(desk.programs / "chromium-browser")


def test_without_a_browser_it_says_what_to_install(desk: Desk) -> None:
    (desk.programs / "chromium").unlink()
    done = desk.run(ANTRE_SCREEN_URL="http://127.0.0.1:9/")
    assert done.returncode != 0
    assert "install chromium" in done.stderr
    assert desk.started == []


def test_without_an_address_it_names_the_file(desk: Desk) -> None:
    done = desk.run()
    assert done.returncode != 0
    assert "/etc/antre/screen.env" in done.stderr
    assert desk.started == []
