"""Pages of the staff: one blueprint per role."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
