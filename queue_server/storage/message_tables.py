"""The tables of messages to the task force; no health data is in them."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from queue_server.domain.message import MessageKind, MessageState
from queue_server.storage.columns import id_column, instant, link, one_of, table
from queue_server.storage.statement import JsonText

message_target = table(
    "message_target",
    id_column(),
    link("office_id", "office"),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("kinds", JsonText, nullable=False),
    Column("active", Integer, nullable=False),
    UniqueConstraint("office_id", "name"),
)

message = table(
    "message",
    id_column(),
    link("office_id", "office"),
    link("target_id", "message_target"),
    Column("kind", Text, nullable=False),
    Column("case_id", Text),
    link("device_id", "device", nullable=True),
    instant("at", nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    instant("next_at", nullable=False),
    Column("error", Text, nullable=False),
    instant("settled_at"),
    CheckConstraint(one_of("kind", MessageKind), name="kind_known"),
    CheckConstraint(one_of("state", MessageState), name="state_known"),
)
Index("ix_message_due", message.c.state, message.c.next_at)
Index("ix_message_target", message.c.target_id, message.c.id)
