"""Carries messages out of the house, in a process of its own.

The library that knows the services is large, knows no limit of time that holds for all of them, and tells its log
what it sends where. In a process of its own it takes no memory of the server, can be stopped at any moment, and
nobody reads its log.
"""

from queue_server.courier.courier import Courier
from queue_server.courier.errands import ABANDONED, Examined, Letter, Push

__all__ = ["ABANDONED", "Courier", "Examined", "Letter", "Push"]
