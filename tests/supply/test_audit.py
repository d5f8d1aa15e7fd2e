"""The audit asks an advisory index on loopback: nothing known, a hole, an index that is away, and a tool that fails."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy import audit

HOLE = {
    "id": "PYSEC-2026-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "details": "a hole of this test",
    "affected": [
        {
            "package": {"name": "flask", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.1.1"}]}],
            "versions": ["3.1.0"],
        }
    ],
}


class Index:
    """An advisory index; ``holes`` by package, ``status`` of every answer."""

    def __init__(self) -> None:
        self.holes: dict[str, object] = {}
        self.status = 200
        self.asked: list[str] = []
        self.address = ""


@pytest.fixture
def index() -> Iterator[Index]:
    known = Index()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            known.asked.append(name)
            hole = known.holes.get(name)
            body = json.dumps({"vulns": [hole]} if hole else {}).encode()
            self.send_response(known.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    known.address = f"http://127.0.0.1:{server.server_port}/v1/query"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(
        f"flask==3.1.0 \\\n    --hash=sha256:{'0' * 64}\nwaitress==3.0.2 \\\n    --hash=sha256:{'1' * 64}\n"
    )
    return path


def test_nothing_known_is_clean(index: Index, requirements: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--requirements", str(requirements), "--index", index.address]) == 0
    assert capsys.readouterr().out == "dependency audit: 2 packages, no known hole\n"
    assert sorted(index.asked) == ["flask", "waitress"]


def test_a_known_hole_is_named_with_its_mend(
    index: Index, requirements: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index.holes["flask"] = HOLE
    assert audit.main(["--requirements", str(requirements), "--index", index.address]) == 1
    assert "flask 3.1.0: PYSEC-2026-1, mended in 3.1.1" in capsys.readouterr().err


@pytest.mark.parametrize("away", ["nobody listens", "it is ill"])
def test_an_index_that_is_away_is_told_and_is_no_clean_audit(
    index: Index, requirements: Path, capsys: pytest.CaptureFixture[str], away: str
) -> None:
    index.status = 503
    address = "http://127.0.0.1:9/v1/query" if away == "nobody listens" else index.address
    assert audit.main(["--requirements", str(requirements), "--index", address]) == 3
    assert "not audited, the advisory index was not reachable" in capsys.readouterr().err


def test_an_audit_that_fails_is_neither_clean_nor_away(index: Index, tmp_path: Path) -> None:
    result = audit.audit(tmp_path / "missing.txt", index.address)
    assert result.status == audit.FAILED
    assert index.asked == []


def test_what_was_passed_over_is_not_called_clean() -> None:
    skipped = '{"dependencies": [{"name": "flask", "skip_reason": "not found"}]}'
    assert audit.judge(skipped, "") == (3, ("dependency audit: not audited: flask",))
    assert audit.judge('{"dependencies": []}', "")[0] == audit.NOT_AUDITED
