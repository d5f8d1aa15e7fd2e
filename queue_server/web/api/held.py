"""What a kiosk tells and asks of visitors whom security look after."""

from queue_server.operations import cases
from queue_server.protocol.codes import RefusalCode as Code
from queue_server.protocol.screening import (
    MeasurementAnswer,
    MeasurementReport,
    ReturnAnswer,
    ReturnReport,
    Slip,
)
from queue_server.protocol.words import DeviceRole
from queue_server.web.access import access_of
from queue_server.web.api.route import ApiRoute, Ask

KIOSK = access_of(DeviceRole.KIOSK)


def measured_again(ask: Ask, body: MeasurementReport, visit_id: int) -> MeasurementAnswer:
    """Keep what measuring a held visitor again gave."""
    return ask.store.write(
        cases.measured_at_kiosk, visit_id, body, office_id=ask.office_id, device_id=ask.device.id, now=ask.now
    )


def came_back(ask: Ask, body: ReturnReport) -> ReturnAnswer:
    """Note that a visitor is back from the rest."""
    return ask.store.write(cases.came_back, body, office_id=ask.office_id, device_id=ask.device.id, now=ask.now)


def slip(ask: Ask, visit_id: int) -> Slip:
    """Read the slip of a visitor who cannot be served today."""
    return ask.store.read(cases.slip, visit_id, office_id=ask.office_id, device_id=ask.device.id)


ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="measured_again",
        method="POST",
        path="/visits/<int:visit_id>/measurements",
        handler=measured_again,
        access=KIOSK,
        body=MeasurementReport,
        answer=MeasurementAnswer,
        refusals=(Code.OFFICE_CLOSED, Code.UNKNOWN_CASE, Code.NONCE_REUSED),
        summary="What measuring a held visitor again gave; the answer tells nothing of the result.",
    ),
    ApiRoute(
        name="came_back",
        method="POST",
        path="/returns",
        handler=came_back,
        access=KIOSK,
        body=ReturnReport,
        answer=ReturnAnswer,
        refusals=(Code.OFFICE_CLOSED, Code.NONCE_REUSED),
        summary="A held visitor says that the rest is over; whom to measure again, where it can only be one.",
    ),
    ApiRoute(
        name="slip",
        method="GET",
        path="/visits/<int:visit_id>/slip",
        handler=slip,
        access=KIOSK,
        answer=Slip,
        refusals=(Code.UNKNOWN_CASE,),
        summary="The slip of a visitor of this kiosk who cannot be served today.",
    ),
)
