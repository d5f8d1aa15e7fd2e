"""The signing key made anew: what the old one signed is worth nothing."""

from contextlib import closing
from pathlib import Path

from queue_server.bootstrap import own_folder
from queue_server.operations import push
from queue_server.operations.push import NewPhone
from queue_server.secret_files import secret_key
from queue_server.storage.opening import open_store
from tests.operations.test_commands import command, one_line
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import office
from tests.support.stores import dump


def test_a_new_key_takes_the_place_of_the_old_one_unless_a_server_runs(tmp_path: Path, clock: FakeClock) -> None:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        house = office(store, clock)
        house.open()
        phone = NewPhone("https://push.example/p/x", "key", "secret", "id", 5)
        house.do(push.subscribe, house.ticket().id, phone, office_id=house.id)
    old = secret_key(tmp_path)
    with own_folder(tmp_path):
        assert "stop it" in one_line(command(tmp_path, "rotate-keys"))
    assert secret_key(tmp_path) == old
    status, told, _ = command(tmp_path, "rotate-keys")
    assert (status, "signs in again" in told, "phones" in told) == (0, True, False)
    new = secret_key(tmp_path)
    assert (len(new), new != old, (tmp_path / "secret.key").stat().st_mode & 0o777) == (32, True, 0o600)
    assert not (tmp_path / "push.key").exists()
    assert "ask again" in command(tmp_path, "rotate-keys", "--push")[1]
    assert (tmp_path / "push.key").stat().st_mode & 0o777 == 0o600
    assert len([path for path in tmp_path.iterdir() if path.name.startswith("secret.")]) == 1
    with closing(open_store(f"sqlite:///{tmp_path / 'antre.db'}")) as store:
        tables = dump(store)
    assert tables["push_subscription"] == []
    noted = [row["subject"] for row in tables["audit_entry"] if row["name"] == "key.changed"]
    assert noted == ["secret.key", "secret.key", "push.key"]
