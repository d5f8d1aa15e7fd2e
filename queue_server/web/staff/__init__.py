"""Pages of the staff: one blueprint per role."""

from flask import Blueprint

from queue_server.web.staff.admin import admin
from queue_server.web.staff.counter import counter
from queue_server.web.staff.numbers import numbers
from queue_server.web.staff.prints import prints
from queue_server.web.staff.promise import promise
from queue_server.web.staff.security import security
from queue_server.web.staff.shared import shared
from queue_server.web.staff.sign_in import sign_in
from queue_server.web.staff.start import start
from queue_server.web.staff.styleguide import styleguide
from queue_server.web.staff.thermometers import thermometers

BLUEPRINTS: tuple[Blueprint, ...] = (
    shared,
    sign_in,
    start,
    counter,
    promise,
    prints,
    numbers,
    security,
    thermometers,
    admin,
    styleguide,
)
