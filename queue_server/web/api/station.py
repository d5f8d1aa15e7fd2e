"""What the guards' post asks and tells: counts, and that somebody is on the way."""

from queue_server.operations import station
from queue_server.protocol.codes import RefusalCode as Code
from queue_server.protocol.screening import CaseCounts, TakeReport
from queue_server.protocol.words import DeviceRole
from queue_server.web.access import access_of
from queue_server.web.api.route import ApiRoute, Ask

STATION = access_of(DeviceRole.STATION)


def case_counts(ask: Ask) -> CaseCounts:
    """Count the visitors who are held."""
    return ask.store.read(station.case_counts, office_id=ask.office_id)


def take_oldest(ask: Ask, body: TakeReport) -> CaseCounts:
    """Note that somebody is on the way."""
    return ask.store.write(station.take_oldest, body, office_id=ask.office_id, device_id=ask.device.id, now=ask.now)


ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="case_counts",
        method="GET",
        path="/screening/cases",
        handler=case_counts,
        access=STATION,
        answer=CaseCounts,
        summary="How many visitors are held, and to how many of them nobody is on the way; nothing else about them.",
    ),
    ApiRoute(
        name="take_oldest",
        method="POST",
        path="/screening/take",
        handler=take_oldest,
        access=STATION,
        body=TakeReport,
        answer=CaseCounts,
        refusals=(Code.NONCE_REUSED,),
        summary="Somebody at the guards' post is on the way to the visitor who has waited longest.",
    ),
)
