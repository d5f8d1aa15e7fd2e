"""Words for the codes that a refusal's sentence may speak of; other facts (a number, a name) stand as they are."""

from collections.abc import Mapping

from queue_server.domain.errors import Detail
from queue_server.web.catalogue import N_

STATES = {
    "none": N_("no number at the counter"),
    "waiting": N_("waiting"),
    "called": N_("called"),
    "serving": N_("being served"),
    "parked": N_("parked"),
    "completed": N_("completed"),
    "no_show": N_("not come"),
    "cancelled": N_("cancelled"),
    "arrived": N_("just arrived"),
    "admitted": N_("admitted"),
    "held": N_("asked to sit"),
    "cleared": N_("let in"),
    "deferred": N_("to be treated first"),
    "left": N_("gone home"),
}
ACTIONS = {
    "call": N_("call"),
    "recall": N_("call again"),
    "start": N_("start to serve"),
    "complete": N_("complete"),
    "no_show": N_("mark as no-show"),
    "reinstate": N_("put back in line"),
    "park": N_("park"),
    "resume": N_("resume"),
    "transfer": N_("transfer"),
    "next_stage": N_("send to the next stage"),
    "pause": N_("pause"),
    "cancel": N_("cancel"),
    "print_copy": N_("print a copy"),
    "admit": N_("admit"),
    "hold": N_("ask to sit"),
    "clear": N_("let in"),
    "defer": N_("treat first"),
    "leave": N_("note that the visitor left"),
    "take": N_("go to the visitor"),
    "take_back": N_("take the decision back"),
    "move_booking": N_("move the booking"),
}
LANES = {"general": N_("general"), "booking": N_("booking"), "priority": N_("priority")}
PLACES = {"hall": N_("in the hall"), "drive_thru": N_("drive-thru")}
HOURS = {"": N_("none")}
_CODED = {"state": STATES, "action": ACTIONS, "lane": LANES, "place": PLACES, "hours": HOURS}


def words_of(details: Mapping[str, Detail]) -> dict[str, str]:
    """Return the words, still to be translated, for those facts that are codes with words."""
    return {name: _CODED[name][str(code)] for name, code in details.items() if name in _CODED and code in _CODED[name]}
