"""What was wrong with a request or a value: a code for programs, a sentence for people."""

import re

import msgspec

from queue_server.domain.errors import MalformedError
from queue_server.web.catalogue import N_

PROBLEMS = {
    # the shape of a request
    "not_json": N_("It is not JSON in UTF-8."),
    "not_http": N_("It is not proper HTTP."),
    "unknown_field": N_("The field %(field)s is not known."),
    "missing_field": N_("The field %(field)s is missing."),
    "unusable_field": N_("The field %(field)s cannot be used."),
    "unusable_fields": N_("The fields do not fit together."),
    # a value that has the right shape
    "missing": N_("Please fill this in."),
    "negative": N_("Please write 0 or more."),
    "too_short": N_("This is too short."),
    "too_long": N_("This is too long."),
    "out_of_range": N_("This is outside the allowed range."),
    "unknown": N_("This is not known here."),
    "last_admin": N_("Somebody else must be administrator first."),
    "counter_open": N_("Close the counter first."),
    "one_or_two_letters": N_("Please write one or two letters."),
    "not_a_body_temperature": N_("This is no body temperature."),
    "not_storable": N_("This is too large, or has characters that cannot be stored."),
    "no_time_zone": N_("Please send the time with its time zone."),
}
"""Sentences by the code that stands in a refusal's details as ``problem``."""

_LONGEST = 200
_FIELD = re.compile(r"^Object (?P<what>contains unknown|missing required) field `(?P<name>.*?)`")
_PLACE = re.compile(r" - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`$")
_CODES = {"contains unknown": "unknown_field", "missing required": "missing_field"}


def explain(error: msgspec.DecodeError | UnicodeDecodeError) -> MalformedError:
    """Turn what the decoder says into a refusal that names the field.

    Returns:
        The refusal; the decoder's own words are kept in its details, for programmers.
    """
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return MalformedError(problem="not_json", decoder=text[:_LONGEST])
    place, named = _PLACE.search(text), _FIELD.match(text)
    path = place["path"] if place else ""
    if named:
        field = ".".join(filter(None, (path, named["name"])))
        return _malformed(_CODES[named["what"]], field, text)
    return _malformed("unusable_field" if path else "unusable_fields", path, text)


def _malformed(problem: str, field: str, text: str) -> MalformedError:
    return MalformedError(problem=problem, field=field[:_LONGEST], decoder=text[:_LONGEST])
