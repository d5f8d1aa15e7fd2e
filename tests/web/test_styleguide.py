"""The style guide shows what there is, and only admins see it."""

import re

from queue_server.protocol.words import StaffRole
from queue_server.web.staff.styleguide import icon_names, samples_sheet, token_kinds, tokens
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_setting_pages import text


def test_every_token_and_icon_is_on_the_page(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    page = text(admin.get("/styleguide/"))
    assert len(tokens()) > 40
    assert [name for name, _ in tokens() if f"--{name}<" not in page] == []
    assert [name for name in icon_names() if f"#{name}" not in page] == []
    assert sum(map(len, token_kinds().values())) == len(tokens())
    classes = set(re.findall(r"\.(swatch-[\w-]+)", samples_sheet()))
    assert "swatch-accent" in classes
    assert all(name in page for name in classes)


def test_the_theme_is_chosen_by_the_address_and_another_one_is_the_light_one(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    for asked, shown in (("", "light"), ("?theme=contrast", "contrast"), ("?theme=neon", "light")):
        assert f'data-theme="{shown}"' in text(admin.get(f"/styleguide/{asked}"))


def test_nobody_else_sees_it(house: House) -> None:
    for role in (StaffRole.OFFICER, StaffRole.SECURITY, StaffRole.HEALTH):
        for path in ("/styleguide/", "/styleguide/samples.css"):
            assert client_of(house, role).get(path).status_code == 403
