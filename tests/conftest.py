"""Fixtures of every test: a real PostgreSQL, a real browser, a clock that only moves when told to."""

import pytest
from hypothesis import HealthCheck, settings

from tests.support.clock import FakeClock
from tests.support.made_once import make_once

# How long an example takes is the machine's business, which may be busy with something else.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
make_once()

pytest_plugins = ["tests.support.postgres", "tests.support.stores", "tests.support.browser"]


@pytest.fixture
def clock() -> FakeClock:
    """A clock of this test's own, at eight on a Monday in Jakarta."""
    return FakeClock()
