"""Forms and charts of the staff pages by themselves."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import Babel

from queue_server.domain.errors import DuplicateNameError, InvalidValueError
from queue_server.web import errors
from queue_server.web.catalogue import Catalogue
from queue_server.web.context import EXTENSION
from queue_server.web.staff.chart import BASE_Y, FULL_HEIGHT, hours_chart
from queue_server.web.staff.forms import Form
from queue_server.web.staff.sign_in import own_address


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask(__name__)
    app.extensions[EXTENSION] = SimpleNamespace(catalogue=Catalogue())
    errors.install(app)
    app.add_url_rule("/", "start.index", lambda: "")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("typed", "value"), [("36,7", 36.7), ("36.7", 36.7), (" 37 ", 37.0), ("", None)])
def test_numbers_are_read_with_comma_or_point(typed: str, value: float | None) -> None:
    form = Form({"celsius": typed})
    assert form.decimal("celsius", 30, 45) == value
    assert form.errors == {}


@pytest.mark.parametrize("typed", ["warm", "29.9", "45,1", "nan", "inf", "1e9"])
def test_numbers_that_cannot_be_used_are_told(typed: str) -> None:
    form = Form({"celsius": typed})
    assert form.decimal("celsius", 30, 45) is None
    assert form.errors["celsius"]


def test_a_whole_number_has_no_fraction() -> None:
    form = Form({"quota": "7,5"})
    assert form.whole("quota", 0, 100) is None
    assert form.errors == {"quota": "Please write a whole number."}


def test_a_needed_text_that_is_blank_or_too_long_is_told() -> None:
    form = Form({"name": "   ", "code": "x" * 21})
    form.text("name", required=True)
    form.text("code", longest=20)
    assert form.errors == {"name": "Please fill this in.", "code": "This is too long."}


def test_refusals_go_beside_their_field() -> None:
    form = Form({})
    form.take(InvalidValueError(field="timezone", problem="unknown"))
    form.take(DuplicateNameError(field="name", name="Loket 1"))
    assert form.errors["timezone"] == "This is not known here."
    assert "Loket 1" in form.errors["name"]


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"])
def test_only_own_addresses_are_gone_to(wanted: str) -> None:
    assert own_address(wanted) == "/"
    assert own_address("/counter/1") == "/counter/1"


def test_the_tallest_hour_takes_the_full_height() -> None:
    chart = hours_chart([(9, "pass", 6), (9, "warm", 2), (8, "pass", 4)])
    assert [column.hour for column in chart.columns] == [8, 9]
    assert chart.columns[1].top == BASE_Y - FULL_HEIGHT
    assert [bar.height for bar in chart.columns[1].bars] == [75.0, 25.0]
    assert chart.columns[0].top == BASE_Y - FULL_HEIGHT / 2


def test_no_counts_make_no_columns() -> None:
    assert hours_chart([]).columns == ()
