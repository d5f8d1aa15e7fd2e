"""Stories of officers and visitors at a counter: each with its mistake and its way out."""

from playwright.sync_api import expect

from queue_server.protocol.words import Lane
from tests.browser.staff import SignIn, at_counter
from tests.browser.stories.people import Officer, comes, happened, officer, record
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer


def test_a_visitor_who_was_not_there_comes_back(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.page.keyboard.press("x")
    expect(adi.page.locator("#no-shows-title .count")).to_have_text("1")
    adi.page.get_by_role("button", name=f"Kembalikan ke antrean {first}").click()
    expect(adi.page.locator(".list.waiting .row-number").first).to_have_text(first)
    screenshot(adi.page, "story-back-after-no-show")
    assert adi.calls_next() == first
    adi.starts()
    adi.completes()
    assert happened(live, first)[-5:] == ["no_show", "reinstated", "called", "started", "completed"]


def test_an_officers_break_waits_for_the_visitor_and_holds_nobody_up(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("409")
    adi, sari = officer(sign_in), officer(sign_in, 2)
    first = adi.calls_next()
    adi.takes_a_break()  # the mistake: a visitor is on the way to the counter
    adi.notes("“jeda” tidak dapat dilakukan sekarang: sudah dipanggil.")
    adi.starts()
    adi.completes()
    adi.takes_a_break()
    expect(adi.page.locator(".desk-head")).to_contain_text("Jeda: Salat")
    second = sari.calls_next()
    sari.starts()
    sari.completes()
    adi.press("b", "#act-next")
    assert adi.calls_next() not in (first, second)
    assert record(live, second)["state"] == "completed"


def test_documents_are_missing_and_done_was_pressed(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.starts()
    adi.completes()
    adi.takes_back(first)
    adi.completes("Berkas belum lengkap")
    assert record(live, first)["outcome"] == "documents_incomplete"
    assert happened(live, first)[-3:] == ["completed", "undone", "completed"]


def test_a_number_is_called_out_of_order_and_who_was_skipped_is_next(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    expected = adi.waiting()
    adi.calls(expected[2])
    adi.starts()
    adi.completes()
    assert adi.calls_next() == expected[0]
    assert record(live, expected[2])["call_reason"] == "named"


def test_a_visitor_fetches_a_photocopy(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.starts()
    adi.page.keyboard.press("p")
    expect(adi.page.locator("#parked-title .count")).to_have_text("1")
    second = adi.calls_next()
    adi.starts()
    adi.completes()
    live.clock.sleep(300)
    adi.page.locator("[id^=resume-]").click()
    expect(adi.number).to_have_text(first)
    adi.starts()
    adi.completes()
    assert record(live, first)["served_seconds"] < 300
    assert record(live, second)["state"] == "completed"


def test_the_next_who_comes_is_called_at_once_but_to_no_empty_counter(sign_in: SignIn, live: LiveServer) -> None:
    dewi = officer(sign_in, 3, "4")
    dewi.page.keyboard.press("n")
    expect(dewi.page.locator("#now-title")).to_have_text("Menunggu pengunjung berikutnya")
    dewi.takes_a_break()  # the mistake: the counter still waits for whoever comes
    expect(dewi.page.locator(".desk-head")).to_contain_text("Jeda: Salat")
    first = comes(live, service_id=live.service_id + 1)
    assert happened(live, first.number) == ["issued"]
    dewi.press("b", "#act-next")
    assert dewi.calls_next() == first.number
    dewi.starts()
    dewi.completes()
    dewi.page.keyboard.press("n")
    expect(dewi.page.locator("#now-title")).to_have_text("Menunggu pengunjung berikutnya")
    second = comes(live, service_id=live.service_id + 1)
    expect(dewi.number).to_have_text(second.number)
    assert happened(live, second.number) == ["issued", "called"]


def test_two_officers_press_at_once_and_then_the_same_number(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("409")
    adi = officer(sign_in)
    sari = Officer(at_counter(sign_in("petugas2", java_script_enabled=False), "2"))  # a page that does not follow
    for one in (adi, sari):
        one.page.click("#act-next", no_wait_after=True)
    for one in (adi, sari):
        expect(one.number).to_be_visible()
    mine, theirs = adi.number.inner_text(), sari.number.inner_text()
    sari.page.reload()
    wanted = sari.waiting()[0]
    adi.starts()
    adi.completes()
    assert adi.calls_next() == wanted
    sari.row(wanted).get_by_role("button", name=f"Panggil {wanted}").click()  # the mistake: a moment too late
    sari.notes(f"Nomor {wanted} berada di loket 1.")
    expect(sari.number).to_have_text(theirs)
    sari.page.click("#act-next")
    expect(sari.number).not_to_have_text(theirs)
    assert len({mine, theirs, wanted, sari.number.inner_text()}) == 4
    assert happened(live, wanted).count("called") == 1


def test_next_was_pressed_too_early(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.starts()
    adi.page.keyboard.press("n")
    expect(adi.number).not_to_have_text(first)
    second = adi.number.inner_text()
    adi.takes_back(first)
    expect(adi.page.locator(".now.serving")).to_be_visible()
    assert record(live, second)["state"] == "waiting"
    assert adi.waiting()[0] == second


def test_a_browser_that_crashed_finds_its_visitor_again(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.starts()
    adi.page.context.close()
    again = sign_in("petugas1")
    again.get_by_role("link", name="Lanjut bekerja").click()
    expect(again.locator(".ticket-number")).to_have_text(first)
    expect(again.locator(".now.serving")).to_be_visible()


def test_calling_again_too_soon_is_told_so(sign_in: SignIn, live: LiveServer, page_errors: PageErrors) -> None:
    page_errors.allow("409")
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.page.keyboard.press("r")
    expect(adi.page.locator("#notes")).to_contain_text("detik")
    assert record(live, first)["attempt"] == 1
    live.clock.sleep(31)
    adi.page.keyboard.press("r")
    expect(adi.page.locator(".now-top")).to_contain_text("2")
    assert record(live, first)["attempt"] == 2


def test_a_waiting_visitor_was_cancelled_by_mistake(sign_in: SignIn, live: LiveServer) -> None:
    adi = officer(sign_in)
    first = adi.waiting()[0]
    adi.cancels(first)
    adi.notes(first)
    adi.page.keyboard.press("z")
    expect(adi.page.locator(".list.waiting .row-number").first).to_have_text(first)
    assert happened(live, first)[-2:] == ["cancelled", "undone"]


def test_who_has_priority_took_a_usual_number_and_still_goes_first(sign_in: SignIn, live: LiveServer) -> None:
    live.clock.sleep(45 * 60)
    usual = comes(live)  # the mistake: the visitor is seventy, and touched the service at once
    behind = comes(live)
    adi = officer(sign_in)
    adi.cancels(usual.number)
    priority = comes(live, lane=Lane.PRIORITY)
    assert priority.number.startswith("R")
    live.clock.sleep(31 * 60)
    assert adi.calls_next() == priority.number
    expect(adi.page.locator(".why")).to_contain_text("prioritas tidak menunggu lebih lama dari ini")
    screenshot(adi.page, "story-priority")
    assert behind.number in adi.waiting()
