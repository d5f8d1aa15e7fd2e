"""The desk that the bench watches shows each warning, and tells whose it is."""

from pathlib import Path
from time import monotonic

import pytest

from tests.bench.desk import watching
from tests.support.api_client import ApiClient, check_in_body
from tests.support.premises import SECURITY, prepare
from tests.support.processes import running
from tests.support.staff_session import StaffSession


def test_the_watched_desk_tells_of_warm_visitors_and_of_nobody_else(tmp_path: Path) -> None:
    premises = prepare(tmp_path)
    with running(tmp_path) as server, watching(server.url) as desk:
        kiosk = ApiClient(server.url, premises.tokens["kiosk"])
        seen = []
        for celsius in (36.4, 37.6, 36.4, 37.7):
            begun_at = monotonic()
            assert kiosk.post("/check-ins", check_in_body(premises.service_id, celsius=celsius)).status == 200
            if celsius > 37:
                warned = desk.next()
                assert begun_at < warned.at_seconds < monotonic()
                seen.append(warned.case_id)
        kiosk.close()
        assert StaffSession(server.url, SECURITY).open_cases() == seen


def test_a_desk_without_a_server_does_not_open() -> None:
    with pytest.raises((OSError, EOFError)), watching("http://127.0.0.1:9"):
        pass
