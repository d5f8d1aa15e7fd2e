"""A press whose answer is lost on the way: it is told, sent again, and happens once."""

from playwright.sync_api import Page, Route, expect

from tests.browser.staff import SignIn, at_counter, number
from tests.support.browser import PageErrors


class LosingNetwork:
    """Lets each request of a button reach the server, and loses the first answers."""

    def __init__(self, page: Page, lost: int) -> None:
        self.sent: list[str] = []
        self._lost = lost
        page.route("**/next", self._pass)

    def _pass(self, route: Route) -> None:
        self.sent.append(route.request.post_data or "")
        answer = route.fetch(max_redirects=0)
        if len(self.sent) <= self._lost:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)


def test_next_whose_answer_is_lost_calls_one_visitor(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("ERR_CONNECTION_RESET")
    page = at_counter(sign_in("petugas1"))
    rows = page.locator(".waiting .row-number")
    done = page.locator("#completed .row").count()
    turns = [rows.nth(nth).inner_text() for nth in range(2)]
    network = LosingNetwork(page, lost=2)
    page.keyboard.press("n")
    expect(page.locator("#notes .wait")).to_contain_text("dikirim lagi")
    expect(page.locator("#notes .done")).to_contain_text(f"{turns[0]} dipanggil")
    assert number(page) == turns[0]
    assert len(network.sent) == 3
    assert len(set(network.sent)) == 1
    page.unroute("**/next")
    page.keyboard.press("n")
    expect(page.locator(".ticket-number")).to_have_text(turns[1])
    expect(page.locator("#completed .row")).to_have_count(done + 1)


def test_a_press_that_never_got_an_answer_is_told_and_pressing_again_happens_once(
    sign_in: SignIn, page_errors: PageErrors
) -> None:
    page_errors.allow("ERR_CONNECTION_RESET|ERR_FAILED")
    page = at_counter(sign_in("petugas1"))
    first = page.locator(".waiting .row-number").first.inner_text()
    done = page.locator("#completed .row").count()
    page.clock.install()
    page.route("**/fragment", lambda route: route.abort())  # the page cannot see what became of it either
    network = LosingNetwork(page, lost=6)
    page.keyboard.press("n")
    for tries in range(1, 6):
        expect(page.locator("#notes .wait")).to_contain_text("dikirim lagi")
        page.wait_for_function("() => document.querySelector('[aria-busy]')")
        while len(network.sent) <= tries:
            page.clock.run_for(500)
            page.wait_for_timeout(20)
    expect(page.locator("#notes .refused")).to_contain_text("Server tidak menjawab")
    page.keyboard.press("n")
    expect(page.locator("#notes .done")).to_contain_text(f"{first} dipanggil")
    assert number(page) == first
    assert len(set(network.sent)) == 1
    expect(page.locator("#completed .row")).to_have_count(done)
