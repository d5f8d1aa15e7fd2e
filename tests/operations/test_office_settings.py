"""All settings out of one office and into another: by the operations, the file and the command."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.domain.errors import DuplicateNameError, MalformedError, UnknownClosureError
from queue_server.domain.policy import OfficePolicy, OrderPolicy, OutcomeRule
from queue_server.domain.setting import LaneSettings, OfficeSettings
from queue_server.domain.settings_file import known_keys, read_settings, write_settings
from queue_server.operations import accounts, admin, closures, day
from queue_server.operations.office_settings import export_office, import_office, preview_import
from queue_server.protocol.words import Lane, Place, StaffRight
from queue_server.storage import people, setting_changes
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import PASSPORT_LANES, Office
from tests.support.stores import dump

ROOT = Path(__file__).parents[2]


@pytest.fixture
def furnished(house: Office) -> Office:
    """An office in which nothing is as it is by itself."""
    who = house.by(house.admin)
    house.save_service("photo", {Lane.GENERAL: "F"}, at_kiosk=False, position=9)
    house.save_service(
        "passport",
        PASSPORT_LANES,
        house.passport,
        stages=("photo", "collection"),
        hours={"0": (("07:30", "12:00"), ("13:00", "15:00"))},
        lane_quotas={Lane.PRIORITY: 30},
        quota_per_day=75,
    )
    house.save_service("collection", {Lane.GENERAL: "U"}, house.collection, place=Place.DRIVE_THRU)
    holiday: dict[str, Any] = {
        "first_date": date(2026, 3, 20),
        "last_date": date(2026, 3, 22),
        "names": {"id": "Idulfitri"},
    }
    house.do(closures.add_closure, service_id=None, **holiday, **who)
    house.do(closures.add_closure, service_id=house.collection, **holiday, **who)
    officer = house.officers[0].id
    rights = frozenset({StaffRight.CALL_OUT_OF_ORDER})
    house.do(accounts.set_duties, officer, rights=rights, service_ids=frozenset({house.passport}), **who)
    rules = OfficePolicy(
        order=OrderPolicy(priority_rate=2.0), outcomes=(OutcomeRule(code="late", names={"id": "Terlambat"}),)
    )
    house.do(admin.save_office, name="Kantor", timezone="Asia/Makassar", policy=rules, **who)
    return house


def exported(house: Office) -> OfficeSettings:
    return house.store.read(export_office, office_id=house.id)


def fresh(store: Store, clock: FakeClock, **changes: Any) -> int:
    wanted: dict[str, Any] = {
        "code": "fresh",
        "name": "Baru",
        "timezone": "Asia/Jakarta",
        "policy": OfficePolicy(),
    } | changes
    return store.write(admin.add_office, **wanted, actor=SYSTEM, now=clock.now())


def as_of_another_house(settings: OfficeSettings) -> OfficeSettings:
    """User names are unique over all offices of a database: let the copy have its own."""
    copies = tuple(msgspec.structs.replace(one, username=f"x-{one.username}") for one in settings.accounts)
    return msgspec.structs.replace(settings, accounts=copies)


def test_what_is_exported_makes_the_same_office_elsewhere(furnished: Office) -> None:
    wanted = as_of_another_house(read_settings(write_settings(exported(furnished))))
    store, now = furnished.store, furnished.now()
    office_id = fresh(store, furnished.clock)
    store.write(import_office, wanted, office_id=office_id, actor=SYSTEM, now=now)
    assert write_settings(store.read(export_office, office_id=office_id)) == write_settings(wanted)
    assert store.read(preview_import, wanted, office_id=office_id) == []
    assert store.write(import_office, wanted, office_id=office_id, actor=SYSTEM, now=now) == 0
    store.write(day.open_day, office_id=office_id, actor=SYSTEM, now=now)


def test_the_file_holds_no_secret(furnished: Office) -> None:
    furnished.do(accounts.set_password, furnished.officers[0].id, "a-secret-hash", **furnished.by(furnished.admin))
    text = write_settings(exported(furnished)).decode()
    assert "secret" not in text
    assert "hash" not in text
    assert "token" not in text


def test_a_new_account_has_no_password_and_a_known_one_keeps_its_own(furnished: Office) -> None:
    store, clock = furnished.store, furnished.clock
    wanted = as_of_another_house(exported(furnished))
    office_id = fresh(store, clock)
    store.write(import_office, wanted, office_id=office_id, actor=SYSTEM, now=clock.now())
    assert {one.password_hash for one in store.read(people.accounts, office_id)} == {""}
    renamed = msgspec.structs.replace(exported(furnished), name="Anders")
    store.write(import_office, renamed, office_id=furnished.id, actor=SYSTEM, now=clock.now())
    assert {one.password_hash for one in store.read(people.accounts, furnished.id)} == {"unused"}


def test_the_preview_names_what_is_new_and_what_changes(furnished: Office) -> None:
    present = exported(furnished)
    passport = next(one for one in present.services if one.code == "passport")
    other = msgspec.structs.replace(passport, code="umrah", lanes={Lane.GENERAL: LaneSettings(prefix="Q")})
    wanted = msgspec.structs.replace(
        present, services=(msgspec.structs.replace(passport, quota_per_day=100), other), counters=(), accounts=()
    )
    steps = furnished.store.read(preview_import, wanted, office_id=furnished.id)
    assert [(step.subject, step.name, step.new) for step in steps] == [
        ("service", "passport", False),
        ("service", "umrah", True),
    ]
    assert steps[0].values == (("quota_per_day", 75, 100),)


def test_an_import_with_one_wrong_value_changes_nothing(furnished: Office) -> None:
    present = exported(furnished)
    twice = tuple(
        msgspec.structs.replace(one, lanes={Lane.GENERAL: LaneSettings(prefix="Q")}) for one in present.services
    )
    wanted = msgspec.structs.replace(present, name="Anders", services=twice)
    with pytest.raises(DuplicateNameError):
        furnished.do(import_office, wanted, **furnished.by(furnished.admin))
    assert exported(furnished) == present


def test_two_services_exchange_their_letters(furnished: Office) -> None:
    present = exported(furnished)
    letters = {"passport": "U", "collection": "A", "photo": "F"}
    swapped = tuple(
        msgspec.structs.replace(one, lanes=one.lanes | {Lane.GENERAL: LaneSettings(prefix=letters[one.code])})
        for one in present.services
    )
    wanted = msgspec.structs.replace(present, services=swapped)
    assert furnished.do(import_office, wanted, **furnished.by(furnished.admin)) == 2
    assert exported(furnished) == wanted
    newest = furnished.store.read(setting_changes.newest, furnished.id, 50, "service")
    told = {(one.subject_id, one.before.get("lanes.general.prefix")) for one in newest}
    assert {(furnished.passport, "A"), (furnished.collection, "U")} <= told


def test_a_closure_with_another_reason_is_not_added_a_second_time(furnished: Office) -> None:
    today = furnished.now().date()
    span: dict[str, Any] = {"service_id": furnished.collection, "first_date": today, "last_date": today}
    for reason in ("Listrik padam", "Mesin rusak"):
        furnished.do(closures.add_closure, names={"id": reason}, **span, **furnished.by(furnished.admin))
    present = exported(furnished)
    assert furnished.do(import_office, present, **furnished.by(furnished.admin)) == 0
    told = [msgspec.structs.replace(one, names={"id": f"{one.names['id']}!"}) for one in present.closures]
    wanted = msgspec.structs.replace(present, closures=tuple(told))
    steps = furnished.store.read(preview_import, wanted, office_id=furnished.id)
    assert [(step.subject, step.new) for step in steps] == [("closure", False)] * 4
    assert furnished.do(import_office, wanted, **furnished.by(furnished.admin)) == 4
    assert exported(furnished) == wanted
    (shut,) = [row for row in dump(furnished.store)["service_day"] if row["closed_reason"]]
    assert shut["closed_reason"] == {"id": "Listrik padam!"}, "it holds at once"
    with pytest.raises(UnknownClosureError):
        furnished.do(closures.change_reason, 4711, {"id": "x"}, **furnished.by(furnished.admin))


def test_every_key_of_every_setting_is_known() -> None:
    known = known_keys()
    assert {"late_minutes", "recall_seconds", "threshold_celsius", "general_rate", "complete_file", "quota"} <= known
    with pytest.raises(MalformedError) as refused:
        read_settings(b'{"name": "K", "timezone": "Asia/Jakarta", "policy": {"bookings": {"early_minute": 7}}}')
    assert refused.value.details["nearest"] == "early_minutes"


def test_an_unknown_key_is_told_with_the_nearest_that_is_known() -> None:
    with pytest.raises(MalformedError) as refused:
        read_settings(b'{"name": "K", "timezone": "Asia/Jakarta", "policy": {"promise_second": 7200}}')
    assert refused.value.details == {"problem": "unknown_key", "key": "promise_second", "nearest": "promise_seconds"}


@pytest.mark.parametrize(
    "content", [b"", b"name = 1", b"\xff\xfe", b'{"name": "K"}', b'{"name": 1, "timezone": "", "policy": {}}', b"[]"]
)
def test_what_is_no_file_of_settings_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedError) as refused:
        read_settings(content)
    assert refused.value.details["problem"] == "not_a_settings_file"


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    config = folder / "queue_server.toml"
    config.write_text(f'data_dir = "{folder / "var"}"\n', encoding="utf-8")
    line = [sys.executable, "-m", "queue_server", "--config", str(config), *arguments]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_sets_a_fresh_install_up_from_a_file(tmp_path: Path) -> None:
    first, second, file = tmp_path / "one", tmp_path / "two", tmp_path / "settings.json"
    first.mkdir()
    second.mkdir()
    assert command(first, "demo").returncode == 0
    assert command(first, "settings", "export", str(file)).returncode == 0
    assert command(second, "add-office", "contoh", "Kantor").returncode == 0
    looked = command(second, "settings", "import", "--dry-run", str(file))
    assert "add service passport" in looked.stdout
    assert looked.stdout.endswith("nothing was changed\n")
    assert command(second, "settings", "import", str(file)).returncode == 0
    again = tmp_path / "again.json"
    assert command(second, "settings", "export", str(again)).returncode == 0
    assert again.read_bytes() == file.read_bytes()
    codes = {one["code"] for one in json.loads(file.read_bytes())["services"]}
    assert codes == {"passport", "collection", "lost-damaged"}


def test_the_command_tells_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    assert command(tmp_path, "add-office", "contoh", "Kantor").returncode == 0
    missing = command(tmp_path, "settings", "import", str(tmp_path / "nothing.json"))
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    (tmp_path / "wrong.json").write_text('{"nam": "K"}', encoding="utf-8")
    wrong = command(tmp_path, "settings", "import", str(tmp_path / "wrong.json"))
    assert wrong.returncode == 2
    assert "nearest=name" in wrong.stderr
