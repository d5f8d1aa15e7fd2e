"""Short ways for the tests of messages: add a target, take a message, tell how it ended."""

from queue_server.domain.message import MessageKind
from queue_server.operations import message_targets, messages
from queue_server.operations.message_targets import TargetView
from queue_server.operations.messages import Errand
from tests.support.office import Office
from tests.support.stores import Rows, dump

SECRET = "json://guards:geheim@127.0.0.1/hook/geheim"


def add(house: Office, name: str = "Pos jaga", *kinds: MessageKind, url: str = SECRET) -> int:
    chosen = kinds or (MessageKind.HELD, MessageKind.ESCALATED)
    return house.do(
        message_targets.add_target, name=name, url=url, shown="json://127.0.0.1", kinds=chosen, **house.by(house.admin)
    )


def rows(house: Office) -> Rows:
    return dump(house.store)["message"]


def view(house: Office) -> list[TargetView]:
    return list(house.store.read(message_targets.targets_view, office_id=house.id)[0])


def due(house: Office) -> list[int]:
    return [message_id for message_id, _target in house.store.read(messages.due, now=house.now())[0]]


def take(house: Office, message_id: int) -> Errand | None:
    return house.do(messages.take, message_id, now=house.now())


def settle(house: Office, message_id: int, error: str = "") -> list[str]:
    seq = house.last_seq()
    house.do(messages.settle, message_id, error, now=house.now())
    return house.names(seq)


def states(house: Office) -> list[tuple[str, str]]:
    return [(row["state"], row["error"]) for row in rows(house)]
