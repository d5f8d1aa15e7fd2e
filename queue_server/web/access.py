"""Who may use which route: declared at the view, checked at start, closed by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from queue_server.protocol.words import DeviceRole, StaffRole

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "antre_access"


@dataclass(frozen=True, slots=True)
class Access:
    """The roles that may use a route; ``open`` lets everybody in, ``monitor`` who has the token for the metrics."""

    staff: frozenset[StaffRole] = frozenset()
    devices: frozenset[DeviceRole] = frozenset()
    open: bool = False
    monitor: bool = False


OPEN = Access(open=True)
MONITOR = Access(monitor=True)
ALL_STAFF = frozenset(StaffRole)
ALL_DEVICES = frozenset(DeviceRole)
SCREENING = (StaffRole.SECURITY, StaffRole.HEALTH)
"""Who may see temperatures; an admin may not."""


@dataclass(frozen=True, slots=True)
class RouteAccess:
    """One row of the table of routes."""

    method: str
    path: str
    endpoint: str
    access: Access


class RouteWithoutRoleError(Exception):
    """A route does not say who may use it; a mistake of the programmer, found at start."""

    code = "route_without_role"


def access_of(*allowed: Access | StaffRole | DeviceRole) -> Access:
    """Collect roles into an access."""
    return Access(
        staff=frozenset(role for role in allowed if isinstance(role, StaffRole)),
        devices=frozenset(role for role in allowed if isinstance(role, DeviceRole)),
        open=OPEN in allowed,
        monitor=MONITOR in allowed,
    )


def allow(*allowed: Access | StaffRole | DeviceRole) -> Callable[[View], View]:
    """Declare who may use a view: ``@allow(StaffRole.OFFICER)``, ``@allow(*ALL_STAFF)`` or ``@allow(OPEN)``.

    Write it below the route's decorator.
    """
    access = access_of(*allowed)

    def mark(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return mark


def declared(view: Callable[..., Any] | None) -> Access | None:
    """Return what a view declares."""
    return getattr(view, _MARK, None)


def route_table(app: Flask) -> tuple[RouteAccess, ...]:
    """List every route with who may use it; HEAD and OPTIONS follow their GET.

    Raises:
        RouteWithoutRoleError: a route declares nobody.
    """
    rows = []
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        if access is None or access == Access():
            raise RouteWithoutRoleError(
                f"{rule.rule} ({rule.endpoint}) does not declare who may use it: add @allow(...)"
            )
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        rows += [RouteAccess(method, rule.rule, rule.endpoint, access) for method in methods]
    return tuple(rows)
