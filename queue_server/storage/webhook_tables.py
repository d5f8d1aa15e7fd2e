"""The tables of the programs that are told of events, and of what they are still to be told."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from queue_server.domain.webhook import DeliveryState
from queue_server.storage.columns import BigId, id_column, instant, link, one_of, table
from queue_server.storage.statement import JsonText

webhook = table(
    "webhook",
    id_column(),
    link("office_id", "office"),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", JsonText, nullable=False),
    UniqueConstraint("office_id", "name"),
)

webhook_delivery = table(
    "webhook_delivery",
    id_column(),
    link("office_id", "office"),
    link("webhook_id", "webhook"),
    Column("mark", Text, nullable=False, unique=True),
    Column("event_seq", BigId),
    instant("at", nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    instant("next_at", nullable=False),
    Column("error", Text, nullable=False),
    instant("settled_at"),
    CheckConstraint(one_of("state", DeliveryState), name="state_known"),
)
Index("ix_webhook_delivery_due", webhook_delivery.c.state, webhook_delivery.c.next_at)
Index("ix_webhook_delivery_webhook", webhook_delivery.c.webhook_id, webhook_delivery.c.id)
