"""Which services a counter serves: a ticket of one that no counter serves is a dead end."""

from queue_server.domain.errors import InvalidValueError
from queue_server.storage import counters
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction


def served_services(tx: Transaction, office_id: int, *, without: int | None = None) -> frozenset[int]:
    """Return the ids of the services that some counter in use serves.

    Args:
        without: a counter that is left out.
    """
    served = counters.services_by_counter(tx, office_id)
    in_use = [one.id for one in counters.every(tx, office_id) if one.active and one.id != without]
    return frozenset(service_id for counter_id in in_use for service_id in served.get(counter_id, ()))


def services_at_work(tx: Transaction, office_id: int) -> frozenset[int]:
    """Return the ids of the services that some open counter serves."""
    served = counters.services_by_counter(tx, office_id)
    at_work = [one.id for one in counters.every(tx, office_id) if one.open]
    return frozenset(service_id for counter_id in at_work for service_id in served.get(counter_id, ()))


def require_served(tx: Transaction, office_id: int, service: Service) -> None:
    """Refuse to send a visitor into a line that no counter calls from.

    Raises:
        InvalidValueError: no counter in use serves the service.
    """
    if service.id not in served_services(tx, office_id):
        raise InvalidValueError(field="service_id", problem="no_counter")
