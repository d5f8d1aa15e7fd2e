"""What is done with the library Apprise; only the courier's own process imports this."""

import re
from difflib import get_close_matches

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase
from apprise.result import AppriseResult, AppriseResultStatus

from queue_server.courier.errands import TIMED_OUT, Deliver, Delivered, Examine, Examined
from queue_server.courier.masking import shown
from queue_server.domain.message import UNUSABLE_ADDRESS

_NAMED = re.compile(r"^\s*([A-Za-z0-9][\w+-]*)://")
_STATUS = re.compile(r"\berror=(\d{3})\b")
_NO_CONNECTION = re.compile(r"connection error", re.IGNORECASE)
_FORMS = {
    "json": "json://server.example/path",
    "jsons": "jsons://server.example/path",
    "mailto": "mailtos://user:password@mail.example?from=antre@office.example&to=guards@office.example",
    "mailtos": "mailtos://user:password@mail.example?from=antre@office.example&to=guards@office.example",
    "ntfy": "ntfy://server.example/topic",
    "ntfys": "ntfys://topic",
    "tgram": "tgram://bot-token/chat-id",
}


def deliver(errand: Deliver) -> Delivered:
    """Send a letter, once."""
    service = _service(errand.url)
    if service is None:
        return Delivered(error=UNUSABLE_ADDRESS)
    sender = Apprise(asset=_asset())
    sender.add(service)
    result = sender.notify(title=errand.letter.title, body=errand.letter.body, body_format=NotifyFormat.TEXT)
    return Delivered(error="" if result else _error(result))


def _error(result: AppriseResult) -> str:
    """Name what went wrong; the library's own words may hold the address and stay here."""
    if result.status is AppriseResultStatus.TIMEOUT:
        return TIMED_OUT
    told = " ".join(entry.message for one in result.results for entry in one.logs())
    status = _STATUS.search(told)
    if status:
        return f"http_{status[1]}"
    return "no_connection" if _NO_CONNECTION.search(told) else "refused"


def examine(errand: Examine) -> Examined:
    """Say whether an address can be used, and if not, what is wrong with it."""
    service = _service(errand.url)
    if service is not None:
        return Examined(service=str(service.service_name), shown=shown(_masked(service)))
    named = _NAMED.match(errand.url)
    if named is None:
        return Examined(problem="no_service_named")
    known, schema = NotificationManager(), named[1].lower()  # type: ignore[no-untyped-call]
    schemas = list(known.schemas())  # type: ignore[no-untyped-call]
    if schema not in schemas:
        nearest = get_close_matches(schema, schemas, 1)
        return Examined(problem="unknown_service", named=schema, nearest=nearest[0] if nearest else "")
    kind = known[schema]
    name = str(kind.service_name)
    if not kind.enabled:
        return Examined(problem="service_not_here", service=name, named=schema)
    form = _FORMS.get(schema) or str(kind.templates[0]).replace("{schema}", schema)
    return Examined(problem="address_incomplete", service=name, named=schema, form=form)


def _masked(service: NotifyBase) -> str:
    return str(service.url(privacy=True))  # type: ignore[no-untyped-call]


def _service(url: str) -> NotifyBase | None:
    service = Apprise.instantiate(url.strip(), asset=_asset())
    return None if service is None or len(service) == 0 else service


def _asset() -> AppriseAsset:
    """Return how we appear: under our name, without pictures from elsewhere, without files of the library's own."""
    return AppriseAsset(
        app_id="Antre", app_desc="Antre", app_url="", image_url_mask="", image_url_logo="", storage_mode="memory"
    )
