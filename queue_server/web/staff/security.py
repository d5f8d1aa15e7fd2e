"""The screening page, put together: who waits for a decision, oldest first; only a person decides."""

from queue_server.web.staff import security_cases, security_counts, security_decisions
from queue_server.web.staff.security_desk import security

__all__ = ["security"]
SECTIONS = (security_cases, security_decisions, security_counts)
