"""The table of ``/api/v1``: the application registers it, the OpenAPI document describes it."""

from flask import Blueprint, Flask, Response

from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.bookings import (
    BookingCancel,
    BookingInfo,
    BookingList,
    BookingMove,
    BookingRequest,
    BookingState,
)
from queue_server.protocol.codes import RefusalCode as Code
from queue_server.protocol.days import DayResult
from queue_server.protocol.events import EventPage
from queue_server.protocol.look import Look
from queue_server.protocol.messages import (
    CallInfo,
    CheckInAnswer,
    CheckInRequest,
    CounterAction,
    OfficeInfo,
    PrintReport,
    PrintReportAnswer,
    TicketInfo,
)
from queue_server.protocol.staff_measurements import StaffReport, StaffReportAnswer
from queue_server.protocol.words import DeviceRole
from queue_server.web import stream
from queue_server.web.access import ALL_DEVICES, OPEN, access_of, allow
from queue_server.web.api import bookings, counters, days, devices, held, late, openapi, own, pairing, station
from queue_server.web.api.answers import CounterList, CounterState
from queue_server.web.api.refused import BOOKING_REFUSALS, CHECK_IN_REFUSALS, COUNTER_REFUSALS
from queue_server.web.api.route import JSON, ApiRoute, view_of

PREFIX = "/api/v1"
EVERY_DEVICE = access_of(*ALL_DEVICES)
KIOSK = access_of(DeviceRole.KIOSK)
BOOKINGS = access_of(DeviceRole.KIOSK, DeviceRole.INTEGRATOR)
INTEGRATOR = access_of(DeviceRole.INTEGRATOR)
COUNTER = access_of(DeviceRole.COUNTER)
COUNTER_LIST = access_of(DeviceRole.COUNTER, DeviceRole.DISPLAY, DeviceRole.INTEGRATOR)
AFTER = (("after", "The last `seq` that the client knows; without it, begin now."),)

_READING = (
    ApiRoute(
        name="office",
        method="GET",
        path="/office",
        handler=devices.office,
        access=EVERY_DEVICE,
        answer=OfficeInfo,
        summary="The office now: services, quota left, rules.",
    ),
    ApiRoute(
        name="look",
        method="GET",
        path="/look",
        handler=devices.look,
        access=EVERY_DEVICE,
        answer=Look,
        summary="How the office looks: colour, logo, its lines on the ticket; asked again when its `version` changes.",
    ),
    ApiRoute(
        name="board",
        method="GET",
        path="/board",
        handler=devices.board_now,
        access=EVERY_DEVICE,
        answer=BoardSnapshot,
        summary="What stands on the wall now; the feed goes on after its `seq`.",
    ),
    ApiRoute(
        name="events",
        method="GET",
        path="/events",
        handler=devices.events,
        access=EVERY_DEVICE,
        answer=EventPage,
        query=AFTER,
        summary="The events after a cursor, for a client that cannot hold a stream open.",
    ),
    ApiRoute(
        name="counters",
        method="GET",
        path="/counters",
        handler=counters.list_counters,
        access=COUNTER_LIST,
        answer=CounterList,
        summary="All counters of the office.",
    ),
    ApiRoute(
        name="day_result",
        method="GET",
        path="/days/<business_date>/result",
        handler=days.result,
        access=INTEGRATOR,
        answer=DayResult,
        refusals=(Code.INVALID_VALUE,),
        summary="The result of a business date (`2026-03-02`): files, promise, waiting, walking, service, no-shows.",
    ),
    ApiRoute(
        name="stream",
        method="GET",
        path="/stream",
        handler=stream.device_events,
        access=EVERY_DEVICE,
        query=AFTER,
        refusals=(Code.TOO_MANY_STREAMS,),
        summary="The events as Server-Sent Events; `id` is the `seq`, resumed by `Last-Event-ID`.",
    ),
)
_VISITORS = (
    ApiRoute(
        name="check_in",
        method="POST",
        path="/check-ins",
        handler=devices.visitor_checks_in,
        access=KIOSK,
        body=CheckInRequest,
        answer=CheckInAnswer,
        refusals=CHECK_IN_REFUSALS,
        summary="A visitor checks in: admitted with a ticket, or held without one.",
    ),
    ApiRoute(
        name="print_report",
        method="POST",
        path="/tickets/<int:ticket_id>/print-reports",
        handler=devices.print_report,
        access=KIOSK,
        body=PrintReport,
        answer=PrintReportAnswer,
        refusals=(Code.UNKNOWN_TICKET, Code.NONCE_REUSED),
        summary="How the printing of a ticket ended.",
    ),
    ApiRoute(
        name="ticket_to_print",
        method="GET",
        path="/tickets/<int:ticket_id>/print",
        handler=devices.ticket_to_print,
        access=KIOSK,
        answer=TicketInfo,
        refusals=(Code.UNKNOWN_TICKET, Code.PRINT_ELSEWHERE),
        summary="A ticket that this kiosk was told to print.",
    ),
    ApiRoute(
        name="find_booking",
        method="GET",
        path="/bookings/<code>",
        handler=devices.find_booking,
        access=BOOKINGS,
        answer=BookingInfo,
        refusals=(
            Code.OFFICE_CLOSED,
            Code.UNKNOWN_BOOKING,
            Code.BOOKING_USED,
            Code.BOOKING_CANCELLED,
            Code.BOOKING_OTHER_DAY,
            Code.BOOKING_EARLY,
        ),
        summary="A booking by its code; never a name.",
    ),
    ApiRoute(
        name="create_booking",
        method="POST",
        path="/bookings",
        handler=devices.create_booking,
        access=INTEGRATOR,
        body=BookingRequest,
        answer=BookingInfo,
        refusals=(
            Code.UNKNOWN_SERVICE,
            Code.LANE_NOT_OFFERED,
            Code.DUPLICATE_BOOKING,
            Code.INVALID_VALUE,
            Code.NONCE_REUSED,
        ),
        summary="Hand a booking over.",
    ),
    ApiRoute(
        name="list_bookings",
        method="GET",
        path="/bookings",
        handler=bookings.list_bookings,
        access=INTEGRATOR,
        answer=BookingList,
        query=(("date", "The day, `YYYY-MM-DD`; without it, the present one."),),
        refusals=(Code.INVALID_VALUE,),
        summary="The bookings of a day; never a name.",
    ),
    ApiRoute(
        name="move_booking",
        method="POST",
        path="/bookings/<code>/move",
        handler=bookings.move_booking,
        access=INTEGRATOR,
        body=BookingMove,
        answer=BookingState,
        refusals=BOOKING_REFUSALS,
        summary="Move a booking that nobody came for yet to another slot.",
    ),
    ApiRoute(
        name="cancel_booking",
        method="POST",
        path="/bookings/<code>/cancel",
        handler=bookings.cancel_booking,
        access=INTEGRATOR,
        body=BookingCancel,
        answer=BookingState,
        refusals=BOOKING_REFUSALS,
        summary="Cancel a booking that nobody came for yet.",
    ),
    ApiRoute(
        name="staff_measurement",
        method="POST",
        path="/devices/self/staff-measurements",
        handler=devices.staff_measurement,
        access=KIOSK,
        body=StaffReport,
        answer=StaffReportAnswer,
        refusals=(Code.MEASUREMENT_OVER, Code.NONCE_REUSED),
        summary="What a kiosk measured for staff, who asked for it; no visit comes of it.",
    ),
)
_COUNTERS = (
    ApiRoute(
        name="open_counter",
        method="POST",
        path="/counters/<int:counter_id>/open",
        handler=counters.open_counter,
        access=COUNTER,
        body=CounterAction,
        answer=CounterState,
        refusals=(Code.UNKNOWN_COUNTER, Code.COUNTER_TAKEN, Code.NONCE_REUSED),
        summary="Open a counter.",
    ),
    ApiRoute(
        name="close_counter",
        method="POST",
        path="/counters/<int:counter_id>/close",
        handler=counters.close_counter,
        access=COUNTER,
        body=CounterAction,
        answer=CounterState,
        refusals=(Code.UNKNOWN_COUNTER, Code.COUNTER_TAKEN, Code.NONCE_REUSED),
        summary="Close a counter.",
    ),
    *(
        ApiRoute(
            name=action.name.replace("-", "_"),
            method="POST",
            path=f"/counters/<int:counter_id>/{action.name}",
            handler=action,
            access=COUNTER,
            body=CounterAction,
            answer=CallInfo,
            refusals=COUNTER_REFUSALS,
            summary=action.summary,
        )
        for action in counters.ACTIONS
    ),
)
ROUTES: tuple[ApiRoute, ...] = (
    *_READING,
    *_VISITORS,
    *held.ROUTES,
    *late.ROUTES,
    *station.ROUTES,
    *_COUNTERS,
    *own.ROUTES,
    *pairing.ROUTES,
)


def install(app: Flask) -> Blueprint:
    """Register every route of the table, and the document that describes it."""
    pairing.install(app)
    blueprint = Blueprint("api_v1", __name__, url_prefix=PREFIX)
    for route in ROUTES:
        view = view_of(route) if route.answer else allow(*route.access.devices)(route.handler)
        blueprint.add_url_rule(route.path, route.name, view, methods=[route.method])
    document = openapi.encode(ROUTES, PREFIX)

    @blueprint.get("/openapi.json")
    @allow(OPEN)
    def openapi_document() -> Response:
        return Response(document, mimetype=JSON)

    app.register_blueprint(blueprint)
    return blueprint
