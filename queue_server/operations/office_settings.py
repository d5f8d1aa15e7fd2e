"""The settings of a whole office: taken out as one picture, and put in again, in this office or in a fresh one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.differences import differences
from queue_server.domain.errors import InvalidValueError
from queue_server.domain.notice import Notice
from queue_server.domain.setting import (
    AccountSettings,
    ClosureSettings,
    CounterSettings,
    OfficeSettings,
    ServiceSettings,
    Settings,
)
from queue_server.operations.accounts import create_account, save_account, set_duties
from queue_server.operations.admin import save_office
from queue_server.operations.closures import add_closure, change_reason
from queue_server.operations.closures import settings_of as closure_settings
from queue_server.operations.counter_settings import change_counter
from queue_server.operations.history import ChangedValue, changed_values
from queue_server.operations.notices import by_texts, save_notice
from queue_server.operations.notices import settings_of as notice_settings
from queue_server.operations.service_settings import change_service
from queue_server.operations.service_settings import settings_of as service_settings
from queue_server.operations.settings_event import NOTHING, picture
from queue_server.protocol.words import StaffRight, StaffRole
from queue_server.storage import closures, counters, notices, offices, people, services
from queue_server.storage.statement import Transaction

T = TypeVar("T", bound=Settings)


@dataclass(frozen=True, slots=True)
class ImportStep:
    """One thing that an import adds or changes; ``values`` from what to what."""

    subject: str
    name: str
    new: bool
    values: tuple[ChangedValue, ...]


def export_office(tx: Transaction, *, office_id: int) -> OfficeSettings:
    """Return all settings of an office. Never a password, a PIN or a device's token."""
    office = offices.get(tx, office_id)
    offered = services.every(tx, office_id)
    codes = {one.id: one.code for one in offered}
    lanes, served = services.lanes(tx, office_id), counters.services_by_counter(tx, office_id)
    return OfficeSettings(
        name=office.name,
        timezone=office.timezone,
        policy=office.policy,
        services=tuple(service_settings(one, lanes, codes) for one in offered),
        counters=tuple(
            CounterSettings(
                name=one.name, active=one.active, services=tuple(codes[each] for each in served.get(one.id, ()))
            )
            for one in counters.every(tx, office_id)
        ),
        closures=tuple(closure_settings(one, codes.get(one.service_id or 0)) for one in closures.every(tx, office_id)),
        notices=tuple(notice_settings(one) for one in notices.every(tx, office_id)),
        accounts=tuple(_account(one, codes) for one in people.accounts(tx, office_id)),
    )


def _account(account: people.Account, codes: Mapping[int, str]) -> AccountSettings:
    return AccountSettings(
        username=account.username,
        display_name=account.display_name,
        roles=tuple(sorted(StaffRole(role) for role in account.roles)),
        active=account.active,
        rights=tuple(sorted(StaffRight(right) for right in account.rights)),
        services=tuple(sorted(codes[one] for one in account.service_ids if one in codes)),
    )


def preview_import(tx: Transaction, wanted: OfficeSettings, *, office_id: int) -> list[ImportStep]:
    """Return what an import would add and change; what the file does not name stays."""
    present = export_office(tx, office_id=office_id)
    steps = [_step("office", wanted.name, _head(present), _head(wanted), new=False)]
    steps += _steps("service", present.services, wanted.services, lambda one: one.code)
    steps += _steps("counter", present.counters, wanted.counters, lambda one: one.name)
    steps += _steps_of("closure", _by_dates(present.closures), _by_dates(wanted.closures))
    steps += _steps_of("notice", by_texts(present.notices), by_texts(wanted.notices))
    steps += _steps("account", present.accounts, wanted.accounts, lambda one: one.username)
    return [step for step in steps if step.new or step.values]


def _head(office: OfficeSettings) -> dict[str, object]:
    return {"name": office.name, "timezone": office.timezone, "policy": msgspec.to_builtins(office.policy)}


def _steps(subject: str, present: Sequence[T], wanted: Sequence[T], name: Callable[[T], str]) -> list[ImportStep]:
    return _steps_of(subject, {name(one): one for one in present}, {name(one): one for one in wanted})


def _steps_of(subject: str, present: Mapping[str, Settings], wanted: Mapping[str, Settings]) -> list[ImportStep]:
    return [
        _step(
            subject, name, picture(present[name]) if name in present else NOTHING, picture(one), new=name not in present
        )
        for name, one in wanted.items()
    ]


def _step(
    subject: str, name: str, before: Mapping[str, object], after: Mapping[str, object], *, new: bool
) -> ImportStep:
    return ImportStep(subject, name, new, changed_values(*differences(before, after)))


def _by_dates(found: Sequence[ClosureSettings]) -> dict[str, ClosureSettings]:
    """Name closures by what does not change with the reason: their dates and service, and which of several it is."""
    named: dict[str, ClosureSettings] = {}
    for one in found:
        dates = " ".join(filter(None, (f"{one.first_date}", f"{one.last_date}", one.service)))
        name, nth = dates, 1
        while name in named:
            nth += 1
            name = f"{dates} ({nth})"
        named[name] = one
    return named


def import_office(tx: Transaction, wanted: OfficeSettings, *, office_id: int, actor: Actor, now: datetime) -> int:
    """Make an office's settings those of a file: all of them or none; what the file does not name stays.

    Services, counters and accounts are known by code, name and user name. An account that is new can sign in only
    after an admin has given it a password.

    Returns:
        How many things were added or changed.

    Raises:
        AntreError: a value cannot be used, as with the operation that sets it by hand; nothing is changed then.

    Records:
        ``settings.changed`` for each thing that changes.
    """
    steps = {(step.subject, step.name) for step in preview_import(tx, wanted, office_id=office_id)}
    _Import(tx, office_id, actor, now, steps).run(wanted)
    return len(steps)


class _Import:
    """One import: each setting that differs is changed as a person would change it."""

    def __init__(
        self, tx: Transaction, office_id: int, actor: Actor, now: datetime, steps: set[tuple[str, str]]
    ) -> None:
        self._tx = tx
        self._office_id = office_id
        self._who = {"office_id": office_id, "actor": actor, "now": now}
        self._steps = steps
        self._present = export_office(tx, office_id=office_id)

    def run(self, wanted: OfficeSettings) -> None:
        if ("office", wanted.name) in self._steps:
            named = {"name": wanted.name, "timezone": wanted.timezone}
            save_office(self._tx, policy=wanted.policy, **named, **self._who)  # type: ignore[arg-type]
        self._services([one for one in wanted.services if ("service", one.code) in self._steps])
        for counter in wanted.counters:
            if ("counter", counter.name) in self._steps:
                counter_id = counters.id_of_name(self._tx, self._office_id, counter.name)
                change_counter(self._tx, counter_id, counter, **self._who)  # type: ignore[arg-type]
        stored = closures.every(self._tx, self._office_id)
        ids = dict(zip(_by_dates(self._present.closures), (one.id for one in stored), strict=True))
        for name, closure in _by_dates(wanted.closures).items():
            if ("closure", name) in self._steps:
                self._closure(ids.get(name), closure)
        self._notices(wanted)
        for account in wanted.accounts:
            if ("account", account.username) in self._steps:
                self._account(account)

    def _services(self, wanted: Sequence[ServiceSettings]) -> None:
        """Add and change services first without their stages: a stage may be a service that comes later.

        Their letters are taken from all of them before that: two services may exchange theirs.
        """
        was = {one.code: one for one in self._present.services}
        for one in wanted:
            if one.code in was:
                services.set_lanes(self._tx, self._office_id, self._service_id(one.code), ())
        for one in wanted:
            self._service(msgspec.structs.replace(one, stages=()), was.get(one.code))
        for one in wanted:
            if one.stages:
                self._service(one)

    def _service(self, wanted: ServiceSettings, was: ServiceSettings | None = None) -> None:
        service_id = services.id_of_code(self._tx, self._office_id, wanted.code)
        change_service(self._tx, service_id, wanted, was=was, **self._who)  # type: ignore[arg-type]

    def _closure(self, closure_id: int | None, wanted: ClosureSettings) -> None:
        if closure_id is not None:
            change_reason(self._tx, closure_id, wanted.names, **self._who)  # type: ignore[arg-type]
            return
        service_id = self._service_id(wanted.service) if wanted.service else None
        span = {"first_date": wanted.first_date, "last_date": wanted.last_date}
        add_closure(self._tx, service_id=service_id, names=wanted.names, **span, **self._who)  # type: ignore[arg-type]

    def _notices(self, wanted: OfficeSettings) -> None:
        stored = notices.every(self._tx, self._office_id)
        ids = dict(zip(by_texts(self._present.notices), (one.id for one in stored), strict=True))
        for name, one in by_texts(wanted.notices).items():
            if ("notice", name) in self._steps:
                notice = Notice(ids.get(name, 0), one.position, one.first_date, one.last_date, dict(one.texts))
                save_notice(self._tx, notice, **self._who)  # type: ignore[arg-type]

    def _account(self, wanted: AccountSettings) -> None:
        account = people.account_by_username(self._tx, wanted.username)
        roles, named = frozenset(wanted.roles), {"display_name": wanted.display_name}
        if account is None:
            new = {"username": wanted.username, "password_hash": "", "roles": roles}
            account_id = create_account(self._tx, **new, **named, **self._who)  # type: ignore[arg-type]
        else:
            account_id = account.id
        save_account(self._tx, account_id, roles=roles, active=wanted.active, **named, **self._who)  # type: ignore[arg-type]
        ids = frozenset(self._service_id(code) for code in wanted.services)
        set_duties(
            self._tx,
            account_id,
            rights=frozenset(wanted.rights),
            service_ids=ids,
            **self._who,  # type: ignore[arg-type]
        )

    def _service_id(self, code: str) -> int:
        found = services.id_of_code(self._tx, self._office_id, code)
        if found is None:
            raise InvalidValueError(field="service", problem="unknown")
        return found
