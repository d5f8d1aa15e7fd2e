"""What a scanner, or whoever sits at its cable, sends to the kiosk's page: an act or a refusal; the kiosk lives."""

import threading
from pathlib import Path
from typing import Any

import msgspec
from flask.testing import FlaskClient
from hypothesis import strategies as st

from hardware.clock import SystemClock
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from tests.fuzz.drawing import try_all
from tests.kiosk.conftest import settings
from tests.kiosk.scripted_server import TOKEN, Script, scripted_app, serve

PORT = 8080
OWN = {"Host": f"127.0.0.1:{PORT}", "Origin": f"http://127.0.0.1:{PORT}"}
CODE = st.one_of(
    st.from_regex(r"[A-Za-z0-9-]{1,50}", fullmatch=True),
    st.text(max_size=50),
    st.sampled_from(["\0", "\r\n", "%s", "../../etc/passwd", "<b>", "\u202eCODE", "A" * 4000]),
)
NAME = st.sampled_from(["booking", "choose", "language", "listen", "touch", "reset", "came_back", "ready", "fly"])
ACT = st.one_of(
    CODE.map(lambda code: {"do": "booking", "code": code}),
    st.fixed_dictionaries({"do": NAME}, optional={"service": st.integers() | CODE, "lane": CODE, "language": CODE}),
).map(lambda act: msgspec.json.encode(act) if _fits(act) else b"{}")
BODY = ACT | st.binary(max_size=200)
ANSWERS = frozenset({204, 400, 413})
STOP_SECONDS = 20.0


def run(folder: Path, examples: int, seed: int) -> int:
    """Send all this to a running kiosk whose server knows no booking; return how many."""
    token_file = folder / "kiosk.token"
    token_file.touch(mode=0o600)
    token_file.write_text(TOKEN)
    script = Script()
    with serve(scripted_app(script)) as url:
        application = build_application(FILE.decode(settings(url, token_file, folder)), SystemClock())
        kiosk = threading.Thread(target=application.kiosk.run, name="kiosk that is fuzzed")
        kiosk.start()
        try:
            with application.screen(PORT).test_client() as page:
                try_all(lambda body: _answer(application, page, body), BODY, examples, seed, shrink=False)
            assert kiosk.is_alive(), "the kiosk has ended"
        finally:
            application.kiosk.stop()
            script.stopping.set()
            kiosk.join(STOP_SECONDS)
    assert not kiosk.is_alive(), "the kiosk does not end"
    return examples


def _fits(act: dict[str, Any]) -> bool:
    try:
        msgspec.json.encode(act)
    except (OverflowError, UnicodeEncodeError):
        return False
    return True


def _answer(application: Application, page: FlaskClient, body: bytes) -> None:
    answer = page.post("/act", data=body, headers=OWN, content_type="application/json")
    assert answer.status_code in ANSWERS, answer.status_code
    assert application.kiosk.status().phase
