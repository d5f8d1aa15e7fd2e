"""Fixtures of every test: a real PostgreSQL, a real browser, a clock that only moves when told to."""

import pytest

from tests.support.clock import FakeClock

pytest_plugins = ["tests.support.postgres", "tests.support.stores", "tests.support.browser"]


@pytest.fixture
def clock() -> FakeClock:
    """A clock of this test's own, at eight on a Monday in Jakarta."""
    return FakeClock()
