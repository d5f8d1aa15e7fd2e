"""The counter page, put together: the next visitor with one key, and a way out of every mistake."""

from queue_server.web.staff import counter_calls, counter_place, counter_serving
from queue_server.web.staff.counter_desk import counter

__all__ = ["counter"]
SECTIONS = (counter_place, counter_calls, counter_serving)
