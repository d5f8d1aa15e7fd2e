"""Refusals of what was sent, of who sent it, and of a server that cannot."""

from queue_server.domain.errors.refusal import AntreError
from queue_server.protocol.codes import RefusalCode


class MalformedError(AntreError):
    """What was sent cannot be understood; details: ``problem`` (a code), ``field``."""

    code = RefusalCode.MALFORMED


class TooLargeError(AntreError):
    """What was sent is larger than the server takes; details: ``limit``."""

    code = RefusalCode.TOO_LARGE


class NotFoundError(AntreError):
    """There is nothing at this address."""

    code = RefusalCode.NOT_FOUND


class MethodNotAllowedError(AntreError):
    """The address exists, but not for this method."""

    code = RefusalCode.METHOD_NOT_ALLOWED


class UnsupportedMediaTypeError(AntreError):
    """The body is of a type that the server does not read; details: ``expected``."""

    code = RefusalCode.UNSUPPORTED_MEDIA_TYPE


class NonceReusedError(AntreError):
    """The nonce was used for another request."""

    code = RefusalCode.NONCE_REUSED


class NotSignedInError(AntreError):
    """Nobody is signed in, or the token is unknown or revoked."""

    code = RefusalCode.NOT_SIGNED_IN


class SessionExpiredError(AntreError):
    """The session was idle for too long, too old, or ended by an admin."""

    code = RefusalCode.SESSION_EXPIRED


class ForbiddenError(AntreError):
    """This role may not do this."""

    code = RefusalCode.FORBIDDEN


class FormExpiredError(AntreError):
    """The form's token is missing or too old (CSRF)."""

    code = RefusalCode.FORM_EXPIRED


class WrongCredentialsError(AntreError):
    """User name or password is wrong; which one is not said."""

    code = RefusalCode.WRONG_CREDENTIALS


class TooManyAttemptsError(AntreError):
    """Too many failed sign-ins; details: ``seconds`` to wait."""

    code = RefusalCode.TOO_MANY_ATTEMPTS


class TooManyRequestsError(AntreError):
    """One device writes, or one address asks, faster than it may; details: ``seconds`` to wait."""

    code = RefusalCode.TOO_MANY_REQUESTS


class TooManyStreamsError(AntreError):
    """All places for open streams are taken; the client polls instead."""

    code = RefusalCode.TOO_MANY_STREAMS


class PairingCodeError(AntreError):
    """The code pairs nobody: wrong, used, ended, or tried too often; which one is not said."""

    code = RefusalCode.PAIRING_CODE


class InvalidValueError(AntreError):
    """A value cannot be used; details: ``field``, ``problem`` (a code)."""

    code = RefusalCode.INVALID_VALUE


class DuplicateNameError(AntreError):
    """Another one has this name; details: ``field``, ``name``."""

    code = RefusalCode.DUPLICATE_NAME


class UnavailableError(AntreError):
    """The server cannot do this now (stopping, database away); trying again later helps."""

    code = RefusalCode.UNAVAILABLE


class CannotStoreError(UnavailableError):
    """The database takes nothing more: its disk is full, read-only or failing. What is there can be read."""

    code = RefusalCode.CANNOT_STORE


class InternalError(AntreError):
    """A fault of the server itself; what happened stands in its log only."""

    code = RefusalCode.INTERNAL
