"""The nonce of a form: what is sent twice, because its answer was lost, happens once."""

from secrets import token_urlsafe

from flask import request

from queue_server.domain.errors import FormExpiredError

SHORTEST, LONGEST = 16, 64


def new_nonce() -> str:
    """Return a nonce for a form that is being drawn."""
    return token_urlsafe(16)


def sent_nonce() -> str:
    """Return the nonce of the form that was sent.

    Raises:
        FormExpiredError: it has none; an older version of the page was sent.
    """
    nonce = request.form.get("nonce", "")
    if not is_nonce(nonce):
        raise FormExpiredError
    return nonce


def is_nonce(text: str) -> bool:
    """Tell whether a text can be the nonce of a form."""
    return SHORTEST <= len(text) <= LONGEST
