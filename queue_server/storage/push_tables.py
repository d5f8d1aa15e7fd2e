"""The table of phones that want to be told when they are called; forgotten with the ticket, or with the day."""

from sqlalchemy import Column, Integer, Text, UniqueConstraint

from queue_server.storage.columns import date_column, id_column, instant, link, table

push_subscription = table(
    "push_subscription",
    id_column(),
    link("office_id", "office"),
    date_column(),
    link("ticket_id", "ticket"),
    Column("endpoint", Text, nullable=False),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("language", Text, nullable=False),
    instant("told_call_at"),
    Column("near_told", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    instant("tried_call_at"),
    instant("next_at"),
    UniqueConstraint("ticket_id", "endpoint"),
)
