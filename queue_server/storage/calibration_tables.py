"""The tables of the thermometers: offsets, checks, and for a short while what staff have just measured.

The value of a measurement that staff asked for may be that of one of them: it stands with the screening's tables, and
only until its difference from the reference is known.
"""

from sqlalchemy import Column, Double, Integer, Text, UniqueConstraint

from queue_server.storage.columns import id_column, instant, link, table

calibration = table(
    "calibration",
    id_column(),
    link("office_id", "office"),
    link("device_id", "device"),
    Column("offset_celsius", Double),
    Column("pairs", Integer, nullable=False),
    Column("spread_celsius", Double, nullable=False),
    instant("calibrated_at", nullable=False),
    Column("actor", Text, nullable=False),
)

calibration_pair = table(
    "calibration_pair",
    id_column(),
    link("office_id", "office"),
    link("device_id", "device"),
    Column("difference_celsius", Double, nullable=False),
    instant("at", nullable=False),
)

sensor_check = table(
    "sensor_check",
    id_column(),
    link("office_id", "office"),
    link("device_id", "device"),
    instant("at", nullable=False),
    Column("expected_celsius", Double, nullable=False),
    Column("measured_celsius", Double, nullable=False),
    Column("tolerance_celsius", Double, nullable=False),
    Column("actor", Text, nullable=False),
)

screening_staff_measurement = table(
    "screening_staff_measurement",
    id_column(),
    link("office_id", "office"),
    link("device_id", "device"),
    Column("purpose", Text, nullable=False),
    instant("asked_at", nullable=False),
    instant("measured_at"),
    Column("celsius", Double),
    Column("offset_celsius", Double),
    Column("reason", Text, nullable=False),
    UniqueConstraint("device_id"),
)
