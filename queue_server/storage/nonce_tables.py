"""The tables of nonces: of devices, and of the forms of staff."""

from sqlalchemy import Column, ForeignKey, Table, Text

from queue_server.storage.columns import BigId, instant, metadata


def _nonces(name: str, whose: str) -> Table:
    return Table(
        name,
        metadata,
        Column(f"{whose}_id", BigId, ForeignKey(f"{whose}.id"), primary_key=True),
        Column("nonce", Text, primary_key=True),
        Column("fingerprint", Text, nullable=False),
        Column("answer", Text, nullable=False),  # of a refusal: its facts
        instant("at", nullable=False),
        Column("refused", Text),  # the code; NULL where the request was carried out
        sqlite_with_rowid=False,
    )


nonce = _nonces("nonce", "device")
staff_nonce = _nonces("staff_nonce", "account")
