"""Users and groups of a machine, from its own files."""

import os
from dataclasses import dataclass
from pathlib import Path

from hardware.errors import InvalidSettingError


@dataclass(frozen=True, slots=True)
class User:
    """A user and the groups that count.

    Attributes:
        name: of the user.
        uid: number of the user.
        group_ids: groups that its processes have now.
        listed_ids: groups that it will have after the next login.
    """

    name: str
    uid: int
    group_ids: frozenset[int]
    listed_ids: frozenset[int]


def this_user(root: Path) -> User:
    """The user who runs the doctor."""
    uid = os.geteuid()
    name = next((row[0] for row in _rows(root / "etc/passwd", 4) if row[2] == str(uid)), str(uid))
    return User(name, uid, frozenset({*os.getgroups(), os.getegid()}), _listed(root, name))


def user_named(root: Path, name: str) -> User:
    """Another user, such as the service's, with the groups that a new process of it gets.

    Raises:
        InvalidSettingError: there is no such user.
    """
    row = next((row for row in _rows(root / "etc/passwd", 4) if row[0] == name), None)
    if row is None:
        raise InvalidSettingError(f"--user {name}: this machine has no such user")
    groups = _listed(root, name)
    return User(name, int(row[2]), groups, groups)


def group_name(root: Path, gid: int) -> str:
    """Name of a group, or its number."""
    return next((row[0] for row in _rows(root / "etc/group", 3) if row[2] == str(gid)), str(gid))


def group_exists(root: Path, name: str) -> bool:
    """Whether the machine has a group of this name."""
    return any(row[0] == name for row in _rows(root / "etc/group", 3))


def _listed(root: Path, name: str) -> frozenset[int]:
    own = {int(row[3]) for row in _rows(root / "etc/passwd", 4) if row[0] == name}
    others = {int(row[2]) for row in _rows(root / "etc/group", 4) if name in row[3].split(",")}
    return frozenset(own | others)


def _rows(path: Path, least: int) -> list[list[str]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [row for line in lines if len(row := line.split(":")) >= least]
