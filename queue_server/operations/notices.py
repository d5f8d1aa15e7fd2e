"""Notices: what the office tells everybody in its waiting room."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError, NotFoundError
from queue_server.domain.notice import MOST_NOTICES, Notice, checked_notice
from queue_server.domain.setting import NoticeSettings
from queue_server.operations.settings_event import picture, record_change
from queue_server.protocol.board import BoardNotice
from queue_server.storage import notices, offices
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def every_notice(tx: Transaction, *, office_id: int) -> list[Notice]:
    """Return the notices in their order, also those of other days."""
    return list(notices.every(tx, office_id))


def shown_now(tx: Transaction, office: Office, now: datetime) -> tuple[BoardNotice, ...]:
    """Return the notices that hold on the office's date of now, whether its day is open or not."""
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    held = (one for one in notices.every(tx, office.id) if one.holds_on(today))
    return tuple(BoardNotice(id=one.id, texts=one.texts) for one in held)


def save_notice(tx: Transaction, wanted: Notice, *, office_id: int, actor: Actor, now: datetime) -> int:
    """Add a notice, or change the one with this id; the displays show it within seconds.

    Args:
        wanted: with id 0 for a new one.

    Returns:
        The notice's id.

    Raises:
        InvalidValueError: it cannot be read from the hall, its days are not in order, or there are too many.
        NotFoundError: there is no such notice.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    texts = {language: text.strip() for language, text in wanted.texts.items() if text.strip()}
    kept = checked_notice(replace(wanted, texts=texts))
    if kept.id:
        return _change(tx, office, kept, actor, now)
    if len(notices.every(tx, office_id)) >= MOST_NOTICES:
        raise InvalidValueError(field="texts", problem="too_many")
    notice_id = notices.add(tx, office_id, kept)
    record_change(tx, office, "notice", notice_id, "created", after=picture(settings_of(kept)), actor=actor, now=now)
    return notice_id


def _change(tx: Transaction, office: Office, wanted: Notice, actor: Actor, now: datetime) -> int:
    was = _own(tx, office.id, wanted.id)
    notices.change(tx, office.id, wanted)
    before, after = picture(settings_of(was)), picture(settings_of(wanted))
    record_change(tx, office, "notice", wanted.id, "changed", before=before, after=after, actor=actor, now=now)
    return wanted.id


def remove_notice(tx: Transaction, notice_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Take a notice from the displays for good.

    Raises:
        NotFoundError: there is no such notice.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    was = _own(tx, office_id, notice_id)
    notices.remove(tx, office_id, notice_id)
    record_change(tx, office, "notice", notice_id, "removed", before=picture(settings_of(was)), actor=actor, now=now)


def settings_of(notice: Notice) -> NoticeSettings:
    """Return a notice as its settings."""
    return NoticeSettings(
        texts=notice.texts, position=notice.position, first_date=notice.first_date, last_date=notice.last_date
    )


def by_texts(found: Sequence[NoticeSettings]) -> dict[str, NoticeSettings]:
    """Name notices by what they say, and which of several that say the same: a file of settings knows no ids."""
    named: dict[str, NoticeSettings] = {}
    for one in found:
        text = " / ".join(one.texts.values())
        name, nth = text, 1
        while name in named:
            nth += 1
            name = f"{text} ({nth})"
        named[name] = one
    return named


def _own(tx: Transaction, office_id: int, notice_id: int) -> Notice:
    found = notices.get(tx, office_id, notice_id)
    if found is None:
        raise NotFoundError
    return found
