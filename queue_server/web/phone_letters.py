"""What a phone's message says: number and counter, or that few are ahead; in the language of its page, and no more.

It may be read on a locked screen by whoever stands beside it: the same as stands on the wall, and nothing else.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from queue_server.courier import Push
from queue_server.domain.follow_address import Followed
from queue_server.domain.push import PushKind
from queue_server.operations.push import PushErrand
from queue_server.push import PostOffice, receiver_of
from queue_server.web.catalogue import N_, Catalogue
from queue_server.web.follow import follow_path

CALLED = N_("Please go to counter %(counter)s")
NEAR = N_("It will be your turn soon. Please come back to the waiting room.")
_TOPIC_LETTERS = 16


class PhoneMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What the page's service worker reads.

    Attributes:
        path: of the page that a touch opens; its address is known to the phone's visitor only.
        urgent: whether it stays on the screen until it is touched.
    """

    title: str
    body: str
    language: str
    path: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class PhoneLetters:
    """Writes and seals what phones are told.

    Attributes:
        key: signs the addresses of places in line.
    """

    post: PostOffice
    catalogue: Catalogue
    key: bytes
    now: Callable[[], datetime]

    def seal(self, errand: PushErrand) -> Push:
        """Put a message into words and seal it for its phone."""
        phone, message = errand.phone, self.written(errand)
        sealed = self.post.sealed(
            phone.endpoint,
            receiver_of(phone.p256dh, phone.auth),
            msgspec.json.encode(message),
            seconds=errand.seconds,
            topic=hashlib.sha256(message.path.encode()).hexdigest()[:_TOPIC_LETTERS],
            now=self.now(),
        )
        return Push(url=sealed.url, headers=sealed.headers, body=sealed.body, inside=sealed.inside)

    def written(self, errand: PushErrand) -> PhoneMessage:
        """Put a message into words."""
        phone, called = errand.phone, errand.kind is PushKind.CALLED
        language = (
            phone.language if phone.language in self.catalogue.languages else next(iter(self.catalogue.languages))
        )
        said = self.catalogue.say([CALLED if called else NEAR], {"counter": errand.counter_name})[language]
        path = follow_path(self.key, Followed(phone.office_id, phone.business_date, phone.ticket_id))
        return PhoneMessage(
            title=f"{errand.number} · {said}" if called else f"{errand.number} · {errand.office_name}",
            body=errand.office_name if called else said,
            language=language,
            path=f"{path}?lang={language}",
            urgent=called,
        )
