"""The admin sets how the office looks: lines and logo on the ticket, the colour of all pages."""

import struct
import zlib
from html import unescape
from io import BytesIO

import msgspec
import pytest
from flask.testing import FlaskClient
from PIL import Image

from queue_server.domain.policy import LookPolicy, OfficePolicy
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.look import Look
from queue_server.protocol.messages import OfficeInfo
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.storage import offices
from tests.support.pictures import png
from tests.support.stores import dump
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_setting_pages import send, text

HEAD = "Jl. Jenderal Sudirman 1\r\n\r\n Telp.  021-123 "
LINES = {"ticket_head_id": HEAD, "ticket_head_en": "", "ticket_foot_id": "Terima kasih", "ticket_foot_en": "Thank you"}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def saved(house: House) -> LookPolicy:
    policy: OfficePolicy = house.services.store.read(offices.get, house.office_id).policy
    return policy.look


def told(house: House) -> Look:
    return msgspec.json.decode(house.ask(DeviceRole.KIOSK, "GET", "/look").data, type=Look)


def send_logo(admin: FlaskClient, content: bytes, name: str = "logo.png") -> tuple[int, str]:
    sent = {"csrf_token": token(admin), "logo": (BytesIO(content), name)}
    answer = admin.post("/admin/look/logo", data=sent, content_type="multipart/form-data")
    return answer.status_code, unescape(answer.get_data(as_text=True))


def token(admin: FlaskClient) -> str:
    page = admin.get("/admin/look").get_data(as_text=True)
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_lines_are_tidied_saved_and_told_to_kiosks_and_board(house: House, admin: FlaskClient) -> None:
    before = told(house).version
    assert send(admin, "/admin/look/ticket", **LINES, logo_on_ticket="on").status_code == 303
    assert saved(house).ticket_head == {"id": "Jl. Jenderal Sudirman 1\nTelp. 021-123"}
    look = told(house)
    assert look.ticket_foot == {"id": "Terima kasih", "en": "Thank you"}
    assert look.version != before
    office = msgspec.json.decode(house.ask(DeviceRole.KIOSK, "GET", "/office").data, type=OfficeInfo)
    board = msgspec.json.decode(house.ask(DeviceRole.DISPLAY, "GET", "/board").data, type=BoardSnapshot)
    assert office.look == board.look == look.version
    trail = dump(house.services.store)["setting_change"][-1]
    assert trail["after"]["policy.look.ticket_foot.en"] == "Thank you"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ticket_head_id": "baik\n" + "x" * 49}, "Baris 2 punya 49 huruf; kertas memuat 48."),
        ({"ticket_foot_en": "1\n2\n3\n4\n5"}, "Ini 5 baris; tiket memuat 4."),
        ({"ticket_foot_id": "satu\n\U0010fffd tanda"}, "Baris 2"),
    ],
)
def test_a_line_that_does_not_fit_is_named_and_nothing_is_saved(
    house: House, admin: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    before = dump(house.services.store)
    refused = send(admin, "/admin/look/ticket", **LINES | wrong)
    assert refused.status_code == 422
    assert words in unescape(text(refused))
    assert f'id="{next(iter(wrong))}-error"' in text(refused)
    assert dump(house.services.store) == before
    assert words in unescape(text(admin.get("/admin/look/ticket", query_string=LINES | wrong)))


def test_letters_of_another_script_fit_when_a_font_has_them(house: House, admin: FlaskClient) -> None:
    assert send(admin, "/admin/look/ticket", **LINES | {"ticket_foot_id": "ยินดีต้อนรับ"}).status_code == 303
    assert saved(house).ticket_foot["id"] == "ยินดีต้อนรับ"


def test_an_import_refuses_lines_that_do_not_fit_as_well(house: House, admin: FlaskClient) -> None:
    send(admin, "/admin/look/ticket", **LINES)
    content = admin.get("/admin/file/settings.json").data.replace(b"Thank you", b"x" * 60)
    refused = admin.post(
        "/admin/file", data={"csrf_token": token(admin), "content": content.decode(), "confirmed": "1"}
    )
    assert refused.status_code == 422
    assert saved(house).ticket_foot["en"] == "Thank you"


def test_the_preview_shows_lines_that_are_not_saved(house: House, admin: FlaskClient) -> None:
    shown = send(admin, "/admin/look/ticket", **LINES, step="preview")
    assert shown.status_code == 200
    assert saved(house) == LookPolicy()
    addresses = [
        unescape(part.split('"')[0]) for part in text(shown).split('<img src="')[1:] if "/ticket/" in part[:40]
    ]
    assert [address.split("?")[0] for address in addresses] == [
        f"/admin/look/ticket/{width}-{code}.png" for width in ("80mm", "58mm") for code in ("id", "en")
    ]
    papers = [Image.open(BytesIO(admin.get(address).data)) for address in addresses]
    assert [paper.width for paper in papers] == [576, 576, 384, 384]
    bare = Image.open(BytesIO(admin.get("/admin/look/ticket/80mm-id.png").data))
    assert papers[0].height == bare.height + 4 * 30 + 16  # two lines of head, two of foot, the space before those


@pytest.mark.parametrize("address", ["57mm-id", "80mm-fr"])
def test_there_is_no_preview_of_other_paper(admin: FlaskClient, address: str) -> None:
    assert admin.get(f"/admin/look/ticket/{address}.png").status_code == 404


def test_a_logo_stands_on_every_page_and_on_the_ticket(house: House, admin: FlaskClient) -> None:
    anybody = house.app.test_client()
    assert "logo.png" not in text(anybody.get("/sign-in"))
    plain = Image.open(BytesIO(admin.get("/admin/look/ticket/80mm-id.png?logo_on_ticket=on").data)).height
    assert send_logo(admin, png())[0] == 303
    look = told(house)
    assert look.logo is not None
    page = text(anybody.get("/sign-in"))
    address = f"/look/{house.office_id}/logo.png?v={look.version}"
    assert address in page
    answer = anybody.get(address)
    assert (answer.data, answer.mimetype) == (look.logo, "image/png")
    assert "max-age=86400" in answer.headers["Cache-Control"]
    again = anybody.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert anybody.get(f"/look/{house.office_id}/logo.png").headers["Cache-Control"] == "no-cache"
    assert Image.open(BytesIO(admin.get("/admin/look/ticket/80mm-id.png?logo_on_ticket=on").data)).height > plain
    trail = dump(house.services.store)["setting_change"][-1]
    assert trail["after"] == {"logo": look_digest(house)}
    assert send(admin, "/admin/look/logo/remove").status_code == 303
    assert told(house).logo is None
    assert anybody.get(address).status_code == 404


def look_digest(house: House) -> str:
    return str(dump(house.services.store)["office_logo"][0]["digest"])


def part(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def forged(width: int, height: int) -> bytes:
    """Return a small file whose head says that the picture is large."""
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return png()[:8] + head + part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b"")


def test_a_large_logo_is_kept_small_and_without_what_else_was_in_the_file(house: House, admin: FlaskClient) -> None:
    assert send_logo(admin, png(2400, 900, dpi=(300, 300)))[0] == 303
    kept = told(house).logo
    assert kept is not None
    picture = Image.open(BytesIO(kept))
    assert (picture.size, picture.format, "dpi" in picture.info) == ((427, 160), "PNG", False)
    assert len(kept) < 60_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Pilih berkas lebih dahulu."),
        (b"GIF89a" + bytes(100), "Ini bukan PNG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "Gambar rusak"),
        (png()[:120], "Gambar rusak"),
        (png(16, 16), "32 sampai 3000 piksel"),
        (png(3001, 40), "32 sampai 3000 piksel"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500_000), "lebih besar dari 500 kB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Ini bukan PNG"),
        (png()[:8] + b"<html><script>alert(1)</script></html>", "Gambar rusak"),
        (forged(20_000, 20_000), "32 sampai 3000 piksel"),
        (forged(2**31 - 1, 2**31 - 1), "32 sampai 3000 piksel"),
        (png()[:8] + part(b"IDAT", b"") + png()[8:], "Gambar rusak"),
    ],
    ids=[
        "empty",
        "gif",
        "no head",
        "cut off",
        "tiny",
        "huge",
        "heavy",
        "svg",
        "html",
        "bomb",
        "largest",
        "no head first",
    ],
)
def test_a_file_that_is_no_usable_logo_is_refused_in_words(
    house: House, admin: FlaskClient, content: bytes, words: str
) -> None:
    status, page = send_logo(admin, content)
    assert status == 422
    assert words in page
    assert told(house).logo is None


def test_nothing_but_the_picture_of_a_file_is_unfolded_or_kept(house: House, admin: FlaskClient) -> None:
    plain = png(64, 64)
    text = b"k\0\0" + zlib.compress(b"secret" * 1_000_000)
    frames = part(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    more = [part(b"zTXt", text)] * 20 + [part(b"iCCP", text), part(b"eXIf", b"MM\0*GPS"), frames, part(b"IHDR", b"?")]
    mixed = plain[:33] + b"".join(more) + plain[33:] + b"PK\x03\x04<script>another file behind it</script>"
    assert send_logo(admin, plain)[0] == 303
    kept = told(house).logo
    assert send_logo(admin, mixed)[0] == 303
    assert told(house).logo == kept, "byte for byte what the picture alone gives"


def test_a_body_that_is_far_too_large_is_not_read(admin: FlaskClient) -> None:
    assert send_logo(admin, bytes(508_000))[0] == 413


def test_the_colour_goes_to_every_page_by_a_stylesheet(house: House, admin: FlaskClient) -> None:
    sheet = f"/look/{house.office_id}/colours.css"
    anybody = house.app.test_client()
    assert "--accent" not in text(anybody.get(sheet))
    assert send(admin, "/admin/look/colour", accent="#7A1F5C").status_code == 303
    look = told(house)
    assert look.shades is not None
    assert look.shades.accent == "#7a1f5c"
    assert "--accent: #7a1f5c;" in text(anybody.get(sheet))
    assert anybody.get(sheet).mimetype == "text/css"
    for address in ("/sign-in", "/book"):
        assert f"{sheet}?v={look.version}" in text(anybody.get(address))
    assert send(admin, "/admin/look/colour", accent="#7a1f5c", step="remove").status_code == 303
    assert told(house).shades is None


def test_colour_and_lines_do_not_undo_each_other(house: House, admin: FlaskClient) -> None:
    send(admin, "/admin/look/colour", accent="#7a1f5c")
    send(admin, "/admin/look/ticket", **LINES)
    send(admin, "/admin/look/colour", accent="#124e8f")
    assert saved(house).accent == "#124e8f"
    assert saved(house).ticket_foot["en"] == "Thank you"


def test_a_colour_that_is_too_light_is_darkened_and_that_is_said(house: House, admin: FlaskClient) -> None:
    send(admin, "/admin/look/colour", accent="#ffcc00")
    assert saved(house).accent == "#ffcc00"
    look = told(house)
    assert look.shades is not None
    assert look.shades.accent == "#7d6400"
    assert "#ffcc00 hanya punya kontras 1.2 banding 1, maka dipakai #7d6400." in unescape(
        text(admin.get("/admin/look"))
    )


@pytest.mark.parametrize("wrong", ["red", "#12345", "#12345g", "124e8f", "#124e8f;}"])
def test_what_is_no_colour_is_refused(house: House, admin: FlaskClient, wrong: str) -> None:
    assert send(admin, "/admin/look/colour", accent=wrong).status_code == 422
    assert saved(house).accent == ""


def test_only_an_admin_changes_the_look(house: House) -> None:
    for role in (StaffRole.OFFICER, StaffRole.SECURITY, StaffRole.HEALTH):
        client = client_of(house, role)
        for path in ("ticket", "colour", "logo", "logo/remove"):
            assert send(client, f"/admin/look/{path}").status_code == 403
        assert client.get("/admin/look/ticket/80mm-id.png").status_code == 403


def test_no_office_has_a_look_that_is_not_there(house: House) -> None:
    for name in ("colours.css", "logo.png"):
        assert house.app.test_client().get(f"/look/999/{name}").status_code == 404
