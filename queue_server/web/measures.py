"""The server in numbers, for a monitoring program, in the form of Prometheus; each application has its own registry.

Requests are counted by the name of their route, never by an address. What the kiosks ask is one series, and what the
screening desk asks another: one after the other they would tell how many visitors were held.
"""

from collections.abc import Iterable, Iterator
from typing import cast

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from queue_server.domain.errors import UnavailableError
from queue_server.operations.measures import OfficeFigures, figures
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.access import SCREENING, Access, RouteAccess
from queue_server.web.context import Services
from queue_server.web.stream import PLACES, StreamPlaces

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
COMMIT_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
EXTENSION = "antre_measures"
_NOWHERE = "none"


class Measures:
    """What one application counts while it works, and what it looks up when it is asked."""

    def __init__(self, app: Flask, here: Services, routes: Iterable[RouteAccess]) -> None:
        """Begin to count.

        Args:
            routes: of the application; a route's name is what its requests are counted by.
        """
        self._monotonic = here.monotonic
        self._names = {row.endpoint: _name(row.endpoint, row.access) for row in routes}
        self._registry = registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter("antre_http_requests", "Requests answered.", ["endpoint", "status"], registry=registry)
        self._seconds = Histogram(
            "antre_http_request_seconds",
            "Time until the answer begins.",
            ["endpoint"],
            buckets=REQUEST_BUCKETS,
            registry=registry,
        )
        commits = Histogram(
            "antre_store_commit_seconds",
            "Time that a commit took, with all operations that shared it.",
            buckets=COMMIT_BUCKETS,
            registry=registry,
        )
        here.store.time_commits(commits.observe)
        _watch_streams(app, registry)
        Gauge("antre_store_writes_waiting", "Operations that wait for the writer.", registry=registry).set_function(
            here.store.writes_waiting
        )
        Gauge("antre_build_info", "1; the label says the version.", ["version"], registry=registry).labels(
            here.monitoring.version
        ).set(1)
        registry.register(_Offices(here))
        ProcessCollector(registry=registry)

    def begin(self) -> None:
        """Note when the present request began."""
        g.began_seconds = self._monotonic()

    def count(self, response: Response) -> Response:
        """Count the present request, which was answered."""
        name = self._names.get(request.endpoint or "", _NOWHERE)
        self._requests.labels(name, f"{response.status_code // 100}xx").inc()
        self._seconds.labels(name).observe(self._monotonic() - g.began_seconds)
        return response

    def text(self) -> bytes:
        """Return everything in the text form of Prometheus."""
        return generate_latest(_WithoutBirthdays(self._registry))


def install(app: Flask) -> None:
    """Time every request, with all that is done before its view; install this first."""
    app.before_request(lambda: measures_here().begin())
    app.after_request(lambda response: measures_here().count(response))


def measures_here() -> Measures:
    """Return what the application of the present request counts."""
    return cast("Measures", current_app.extensions[EXTENSION])


def _name(endpoint: str, access: Access) -> str:
    """Return what a route's requests are counted as."""
    if not access.staff and access.devices == {DeviceRole.KIOSK}:
        return "kiosk"
    of_screening = not access.staff.isdisjoint(SCREENING) and StaffRole.OFFICER not in access.staff
    if of_screening or access.devices == {DeviceRole.STATION}:
        return "screening"
    return endpoint


def _watch_streams(app: Flask, registry: CollectorRegistry) -> None:
    places = cast("StreamPlaces", app.extensions[PLACES])
    Gauge("antre_streams_open", "Live connections.", registry=registry).set_function(lambda: places.taken)
    Gauge("antre_streams_most", "The cap on live connections.", registry=registry).set(places.places)


class _WithoutBirthdays(Collector):
    """The figures without when each series began, which nobody asks for and which would double their number."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [one for one in family.samples if not one.name.endswith("_created")]
            yield family


class _Offices(Collector):
    """What stands in the database, and how old the newest copy of it is; looked up when asked."""

    def __init__(self, here: Services) -> None:
        self._here = here

    def collect(self) -> Iterator[Metric]:
        """Yield the figures; without its database the server still tells the others."""
        try:
            found = self._here.store.read(figures, now=self._here.now())
        except UnavailableError:
            found = None
        yield GaugeMetricFamily("antre_database_up", "Whether the database answers.", int(found is not None))
        writable = found is not None and not self._here.store.trouble
        yield GaugeMetricFamily("antre_database_writable", "Whether the database takes what is written.", int(writable))
        yield from _families(found or ())
        newest = self._here.monitoring.newest_backup()
        if newest is not None:
            name = "antre_backup_newest_timestamp_seconds"
            yield GaugeMetricFamily(name, "When the newest backup was made.", newest.timestamp())


def _families(offices: Iterable[OfficeFigures]) -> tuple[Metric, ...]:
    seq = GaugeMetricFamily("antre_event_seq", "Number of the last event.", labels=["office"])
    waiting = GaugeMetricFamily("antre_tickets_waiting", "Tickets in line.", labels=["office", "service"])
    devices = GaugeMetricFamily("antre_devices", "Devices that should be heard of.", labels=["office", "role", "state"])
    troubled = GaugeMetricFamily(
        "antre_message_targets_troubled", "Targets that the last message did not reach.", labels=["office"]
    )
    for office in offices:
        seq.add_metric([office.code], office.seq)
        troubled.add_metric([office.code], office.troubled_targets)
        for service, count in office.waiting.items():
            waiting.add_metric([office.code, service], count)
        for (role, on_line), count in sorted(office.devices.items()):
            devices.add_metric([office.code, role.value, "on_line" if on_line else "off_line"], count)
    return seq, waiting, devices, troubled
