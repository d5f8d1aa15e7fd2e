"""Refusals at a counter."""

from queue_server.domain.errors.refusal import AntreError
from queue_server.protocol.codes import RefusalCode


class UnknownCounterError(AntreError):
    """The office has no such counter."""

    code = RefusalCode.UNKNOWN_COUNTER


class CounterClosedError(AntreError):
    """Nobody works at the counter; details: ``counter``."""

    code = RefusalCode.COUNTER_CLOSED


class CounterTakenError(AntreError):
    """Another officer works at the counter, or the officer works at another; details: ``counter``, ``officer``."""

    code = RefusalCode.COUNTER_TAKEN


class CounterPausedError(AntreError):
    """The officer is away for a while; details: ``counter``."""

    code = RefusalCode.COUNTER_PAUSED


class PhonesFullError(AntreError):
    """As many phones as may be are told of this ticket already; details: ``most``."""

    code = RefusalCode.PHONES_FULL


class UnknownTicketError(AntreError):
    """There is no such ticket today."""

    code = RefusalCode.UNKNOWN_TICKET


class NoTicketWaitingError(AntreError):
    """Nothing waits that this counter could serve."""

    code = RefusalCode.NO_TICKET_WAITING


class TicketElsewhereError(AntreError):
    """Another counter has the ticket; details: ``number``, ``counter``."""

    code = RefusalCode.TICKET_ELSEWHERE


class IllegalActionError(AntreError):
    """The machine has no such arrow; details: ``state``, ``action``. Nothing changes."""

    code = RefusalCode.ILLEGAL_ACTION


class RecallTooSoonError(AntreError):
    """The ticket was called a moment ago; details: ``seconds`` to wait."""

    code = RefusalCode.RECALL_TOO_SOON


class RightMissingError(AntreError):
    """This officer may not do this; details: ``right``."""

    code = RefusalCode.RIGHT_MISSING


class ServiceNotYoursError(AntreError):
    """This officer may not serve this service; details: ``service``."""

    code = RefusalCode.SERVICE_NOT_YOURS


class NoStageLeftError(AntreError):
    """The visitor's way ends here."""

    code = RefusalCode.NO_STAGE_LEFT


class NothingToUndoError(AntreError):
    """Nothing was done at this counter that could be taken back."""

    code = RefusalCode.NOTHING_TO_UNDO


class UndoTooLateError(AntreError):
    """The action is too old to be taken back; details: ``seconds``, the limit."""

    code = RefusalCode.UNDO_TOO_LATE


class UndoOvertakenError(AntreError):
    """Somebody has gone on with the ticket since; details: ``number``."""

    code = RefusalCode.UNDO_OVERTAKEN
