"""The tables of the office's settings: places of a lane's day, closures, notices, and changes made or planned."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from queue_server.storage.columns import BigId, date_column, id_column, instant, link, table
from queue_server.storage.statement import BusinessDate, JsonText

lane_day = table(
    "lane_day",
    id_column(),
    link("office_id", "office"),
    date_column(),
    link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("quota", Integer),
    Column("taken", Integer, nullable=False),
    UniqueConstraint("service_id", "business_date", "lane", name="uq_lane_day_service_id_business_date_lane"),
    CheckConstraint("taken >= 0", name="taken_not_negative"),
)

closure = table(
    "closure",
    id_column(),
    link("office_id", "office"),
    link("service_id", "service", nullable=True),
    Column("first_date", BusinessDate, nullable=False),
    Column("last_date", BusinessDate, nullable=False),
    Column("names", JsonText, nullable=False),
)

notice = table(
    "notice",
    id_column(),
    link("office_id", "office"),
    Column("position", Integer, nullable=False),
    Column("first_date", BusinessDate),
    Column("last_date", BusinessDate),
    Column("texts", JsonText, nullable=False),
)

setting_change = table(
    "setting_change",
    id_column(),
    link("office_id", "office"),
    Column("subject", Text, nullable=False),
    Column("subject_id", BigId),
    Column("change", Text, nullable=False),
    Column("effective_on", BusinessDate),
    Column("payload", JsonText, nullable=False),
    Column("before", JsonText, nullable=False),
    Column("after", JsonText, nullable=False),
    Column("actor", Text, nullable=False),
    instant("made_at", nullable=False),
    instant("applied_at"),
    instant("cancelled_at"),
    Column("refused", Text, nullable=False, server_default=""),
)
Index("ix_setting_change_made", setting_change.c.office_id, setting_change.c.made_at, setting_change.c.id)
