"""A member of staff at the pages, without a browser: signs in, keeps the cookie, sends the forms."""

import re
import urllib.request
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

from tests.support.api_client import new_nonce
from tests.support.premises import PASSWORD

TIMEOUT_SECONDS = 20.0
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class StaffSession:
    """One person's session over real HTTP."""

    def __init__(self, url: str, username: str) -> None:
        """Sign in."""
        self._url = url
        # An address without a name is no domain; the cookie counts all the same.
        self._jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainLiberal))
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self.send("/sign-in", "/sign-in", username=username, password=PASSWORD)

    @property
    def cookie(self) -> str:
        """The session, as another connection of the same browser sends it."""
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def page(self, path: str) -> str:
        """Read a page."""
        with self._opener.open(self._url + path, timeout=TIMEOUT_SECONDS) as answer:
            return str(answer.read().decode())

    def send(self, page: str, action: str, **fields: str) -> str:
        """Send a form of a page, with the page's token, and return the page that follows."""
        token = _TOKEN.search(self.page(page))
        assert token is not None, f"{page} holds no form"
        data = urlencode({"csrf_token": token[1], "nonce": new_nonce()} | fields).encode()
        with self._opener.open(self._url + action, data, timeout=TIMEOUT_SECONDS) as answer:
            return str(answer.read().decode())

    def open_cases(self) -> list[str]:
        """Ids of the visitors who wait for a decision, as the screening page names them."""
        found = re.findall(r'action="/screening/(\w+)/clear"', self.page("/screening/"))
        return list(dict.fromkeys(found))

    def decide(self, case_id: str, decision: str, **fields: str) -> str:
        """Press a button of the screening page."""
        return self.send("/screening/", f"/screening/{case_id}/{decision}", **fields)
