import pytest
from flask import Flask

from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.access import OPEN, Access, RouteWithoutRoleError, allow, route_table


def an_app() -> Flask:
    return Flask("test", static_folder=None)


def test_a_route_without_a_role_is_an_error_at_start() -> None:
    app = an_app()
    app.add_url_rule("/forgotten", "forgotten", lambda: "")
    with pytest.raises(RouteWithoutRoleError, match=r"/forgotten .* does not declare who may use it"):
        route_table(app)


def test_a_route_that_allows_nobody_is_an_error_at_start() -> None:
    app = an_app()
    app.add_url_rule("/nobody", "nobody", allow()(lambda: ""))
    with pytest.raises(RouteWithoutRoleError):
        route_table(app)


def test_the_table_lists_who_may_use_each_route() -> None:
    app = an_app()
    app.add_url_rule("/a", "a", allow(StaffRole.OFFICER, DeviceRole.COUNTER)(lambda: ""), methods=["GET", "POST"])
    app.add_url_rule("/b", "b", allow(OPEN)(lambda: ""))
    rows = {(row.method, row.path): row.access for row in route_table(app)}
    both = Access(staff=frozenset({StaffRole.OFFICER}), devices=frozenset({DeviceRole.COUNTER}))
    assert rows == {("GET", "/a"): both, ("POST", "/a"): both, ("GET", "/b"): OPEN}
