"""What a monitoring program reads, who may read it, and what it cannot learn from it."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from queue_server.bootstrap import build
from queue_server.config import Settings, WebSettings
from queue_server.secret_files import METRICS_TOKEN_FILE
from queue_server.version import build_version
from queue_server.web.app import create_app
from queue_server.web.context import Monitoring, services_of
from queue_server.web.monitor import WRONG_TOKENS
from tests.web.house import WARM, House, refusal
from tests.web.test_routes import AwayStore

ROOT = Path(__file__).parents[2]
TOKEN = b"the token of the monitoring program"
Labels = tuple[tuple[str, str], ...]


@pytest.fixture
def client(house: House) -> FlaskClient:
    monitoring = Monitoring(TOKEN, "1.2.3-0badcafe", house.clock.now)
    house.app = create_app(replace(house.services, monitoring=monitoring))
    return house.app.test_client()


def read(client: FlaskClient, token: bytes = TOKEN) -> TestResponse:
    return client.get("/metrics", headers={"Authorization": f"Bearer {token.decode()}"})


def samples(client: FlaskClient) -> dict[tuple[str, Labels], float]:
    text = read(client).get_data(as_text=True)
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_it_is_read_with_its_token_only(client: FlaskClient) -> None:
    assert refusal(client.get("/metrics")) == (401, "not_signed_in")
    assert refusal(read(client, b"another token")) == (401, "not_signed_in")
    assert "Bearer" in client.get("/metrics").headers["WWW-Authenticate"]
    answer = read(client)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")


def test_who_guesses_is_slowed_and_the_right_one_is_still_answered(house: House, client: FlaskClient) -> None:
    for _ in range(WRONG_TOKENS):
        assert refusal(read(client, b"a guess")) == (401, "not_signed_in")
    assert refusal(read(client, b"a guess")) == (429, "too_many_attempts")
    assert read(client).status_code == 200
    house.clock.sleep(360)
    assert refusal(read(client, b"a guess")) == (401, "not_signed_in")


def test_where_it_is_switched_off_nobody_reads_it(house: House) -> None:
    assert refusal(read(house.app.test_client(), b"")) == (401, "not_signed_in")
    assert refusal(read(house.app.test_client())) == (401, "not_signed_in")


def test_requests_are_counted_by_route_and_kind_of_answer(house: House, client: FlaskClient) -> None:
    house.act("open")
    house.act("call-next")
    client.get("/nowhere/at/all")
    found = samples(client)
    counted = {labels: value for (name, labels), value in found.items() if name == "antre_http_requests_total"}
    assert counted == {
        (("endpoint", "api_v1.open_counter"), ("status", "2xx")): 1,
        (("endpoint", "api_v1.call_next"), ("status", "4xx")): 1,
        (("endpoint", "none"), ("status", "4xx")): 1,
    }
    assert found["antre_http_request_seconds_count", (("endpoint", "api_v1.call_next"),)] == 1
    assert samples(client)["antre_http_requests_total", (("endpoint", "metrics.figures"), ("status", "2xx"))] == 1


def test_the_office_stands_in_the_figures(house: House, client: FlaskClient) -> None:
    house.check_in()
    house.ask(
        next(iter(house.device_ids)), "POST", "/heartbeats", {"nonce": house.nonce(), "parts": [], "version": "1"}
    )
    found, office = samples(client), ("office", "TEST")
    assert found["antre_tickets_waiting", (office, ("service", "baru"))] == 1
    assert found["antre_event_seq", (office,)] > 5
    assert found["antre_devices", (office, ("role", "display"), ("state", "off_line"))] == 1
    assert found["antre_database_up", ()] == 1
    assert found["antre_store_commit_seconds_count", ()] >= 1
    assert found["antre_build_info", (("version", "1.2.3-0badcafe"),)] == 1
    assert found["antre_backup_newest_timestamp_seconds", ()] == house.clock.now().timestamp()


def test_an_open_stream_is_counted_until_it_ends(house: House, client: FlaskClient) -> None:
    stream = house.ask(next(iter(house.device_ids)), "GET", "/stream", buffered=False)
    assert samples(client)["antre_streams_open", ()] == 1
    stream.close()
    assert samples(client)["antre_streams_open", ()] == 0


def test_nobody_learns_of_a_warm_visitor(house: House, client: FlaskClient) -> None:
    """The same counts, whether a visitor is let in or held: only the event's number and the line differ."""
    house.check_in(measurement=WARM)
    found = samples(client)
    for name, labels in found:
        words = " ".join((name, *(value for _, value in labels)))
        assert not re.search(r"held|case|celsius|check.?in|security|clear|defer|thermometer", words), words
    assert found["antre_http_requests_total", (("endpoint", "kiosk"), ("status", "2xx"))] == 1


def test_without_its_database_the_server_tells_the_rest(house: House) -> None:
    away = AwayStore(house.services.store._engine, house.services.store._statements)
    app = create_app(replace(house.services, store=away, monitoring=Monitoring(TOKEN)))
    found = samples(app.test_client())
    assert found["antre_database_up", ()] == 0
    assert found["antre_streams_open", ()] == 0
    assert not any(name == "antre_event_seq" for name, _ in found)


def test_two_applications_count_apart(house: House, client: FlaskClient) -> None:
    other = create_app(replace(house.services, monitoring=Monitoring(TOKEN))).test_client()
    client.get("/health")
    assert not any(("endpoint", "health.alive") in labels for _, labels in samples(other))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def test_the_token_is_made_once_and_readable_by_the_service_only(folder: Path) -> None:
    def built(*, metrics: bool) -> bytes:
        server = build(Settings(data_dir=str(folder), web=WebSettings(metrics=metrics)))
        server.store.close()
        return services_of(server.app).monitoring.token

    assert built(metrics=False) == b""
    assert not (folder / METRICS_TOKEN_FILE).exists()
    token = built(metrics=True)
    assert len(token) >= 40
    assert (folder / METRICS_TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert built(metrics=True) == token


def test_the_version_is_the_release_or_that_of_the_checkout(folder: Path) -> None:
    release = folder / "0.1.0-0badcafe"
    assert build_version(release) == "0.1.0-0badcafe"
    assert build_version(folder) == "unknown"
    assert re.fullmatch(r"\d+\.\d+\.\d+", build_version(ROOT))


def test_the_guide_names_every_metric_and_no_other(house: House, client: FlaskClient) -> None:
    house.act("open")
    text = read(client).get_data(as_text=True)
    told = {family.name for family in text_string_to_metric_families(text)}
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = guide.split("<!-- table: metrics -->")[1].split("<!-- end -->")[0]
    rows = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(rows) == sorted(f"{name}_total" if f"{name}_total" in rows else name for name in told)
