"""The pictures of the quiet times: what is shown, what is left out and why, and how they are kept by a browser."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from display import media
from display.media import MediaFolder, Unfit


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 180), colour: str = "navy") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def moving() -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("black", "white")]
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


def look(folder: Path) -> MediaFolder:
    found = MediaFolder(folder)
    found.look()
    return found


def test_pictures_are_taken_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name, kind, colour in [("b.png", "PNG", "red"), ("a.JPG", "JPEG", "blue"), ("c.webp", "WEBP", "green")]:
        (tmp_path / name).write_bytes(picture(kind, colour=colour))
    (tmp_path / ".hidden.png").write_bytes(b"")
    found = look(tmp_path)
    types = [(found.read(name) or (b"", ""))[1] for name in found.names()]
    assert types == ["image/jpeg", "image/png", "image/webp"]
    assert (found.unfit, found.part().state) == ((), "ok")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("poster.svg", lambda: b"<svg/>", "not_a_picture"),
        ("notes.txt", lambda: b"hello", "not_a_picture"),
        ("large.jpg", lambda: picture() + bytes(media.MOST_BYTES), "too_large"),
        ("wide.png", lambda: picture("PNG", (8000, 5001)), "too_large"),
        ("renamed.jpg", lambda: picture("PNG"), "wrong_type"),
        ("words.png", lambda: b"no picture at all", "wrong_type"),
        ("empty.png", lambda: b"", "wrong_type"),
        ("cut.jpg", lambda: picture(size=(800, 600))[:-600], "unreadable"),
        ("cut.png", lambda: picture("PNG", (800, 600))[:-40], "unreadable"),
        ("flash.png", moving, "moves"),
    ],
)
def test_what_cannot_be_shown_is_left_out_and_named(
    tmp_path: Path, name: str, content: Callable[[], bytes], reason: str
) -> None:
    (tmp_path / name).write_bytes(content())
    (tmp_path / "good.png").write_bytes(picture("PNG"))
    found = look(tmp_path)
    assert found.unfit == (Unfit(name, reason),)
    assert len(found.names()) == 1
    assert (found.part().state, found.part().code) == ("degraded", "media_unfit")


def test_only_so_many_files_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.png").write_bytes(picture("PNG", colour=("red", "green", "blue")[number]))
    found = look(tmp_path)
    assert (len(found.names()), found.unfit) == (2, (Unfit("2.png", "too_many"),))


def test_a_folder_that_is_not_there_is_told_and_found_when_it_comes(tmp_path: Path) -> None:
    found = look(tmp_path / "later")
    assert (found.names(), found.part().state, found.part().code) == ((), "faulty", "media_folder")
    assert found.fault
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "a.png").write_bytes(picture("PNG"))
    found.look()
    assert (len(found.names()), found.fault, found.part().state) == (1, "", "ok")


def test_a_file_that_was_mended_is_judged_again(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"half")
    found = look(tmp_path)
    assert found.names() == ()
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    found.look()
    assert (len(found.names()), found.unfit) == (1, ())


def test_a_name_never_stands_for_other_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    found = look(tmp_path)
    [name] = found.names()
    (tmp_path / "a.png").write_bytes(picture("PNG", colour="red"))
    assert found.read(name) is None
    (tmp_path / "a.png").unlink()
    assert found.read(name) is None
    assert found.read("another") is None


def test_without_a_folder_there_is_nothing_to_look_at() -> None:
    found = MediaFolder(None)
    found.look()
    assert (found.fitted, found.names(), found.part().state) == (False, (), "not_fitted")
