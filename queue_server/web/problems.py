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
    "too_many": N_("These are too many."),
    "pin_digits": N_("Please choose 6 to 12 digits."),
    "pin_too_easy": N_("This PIN is too easy to guess."),
    "pin_of_the_counter": N_("This is your PIN for the counter. Please choose another one here."),
    "last_admin": N_("Somebody else must be administrator first."),
    "counter_open": N_("Close the counter first."),
    "one_or_two_letters": N_("Please write one or two letters."),
    "not_reserved": N_("This number is not in the kiosk's reserve, or was given already."),
    "not_a_body_temperature": N_("This is no body temperature."),
    "other_role": N_("This code is for a device of another kind."),
    "not_storable": N_("This is too large, or has characters that cannot be stored."),
    "hours_unreadable": N_("Please write hours like this: 07:30-10:00, 13:00-15:00."),
    "hours_backwards": N_("The closing time must be after the opening time."),
    "hours_overlap": N_("Two of the times overlap."),
    "ends_before_it_begins": N_("The last day must not be before the first."),
    "not_in_future": N_("Please choose a day after today; leave it empty for a change at once."),
    "no_counter": N_("No counter serves this service."),
    "own_stage": N_("A service cannot be a stage of itself, and none twice."),
    "too_many_stages": N_("A visit has at most 8 stages after the first."),
    "twice": N_("One of them stands here twice."),
    "unknown_key": N_("“%(key)s” is not known; did you mean “%(nearest)s”?"),
    "not_a_settings_file": N_("This is no file of settings: %(why)s"),
    "not_a_date": N_("Please write a date such as 2026-12-31."),
    "past_day": N_("This day has passed."),
    "second_limit_unused": N_("With one measurement there is no second limit: ask for two, or leave it empty."),
    "not_below_limit": N_("It must lie below the limits, or no visitor could be above them and near enough."),
    "not_above_limit": N_("It must lie above the limits, or nobody could be above them."),
    "range_empty": N_("The upper end must lie above the lower one."),
    "shade_too_late": N_("In such surroundings no reading is judged any more: choose a lower value."),
    # a logo, and the office's lines on the ticket
    "no_file": N_("Please choose a file first."),
    "file_too_large": N_("The file is larger than 500 kB; save it smaller."),
    "no_png": N_("This is no PNG; save the picture as PNG."),
    "damaged_picture": N_("The picture is damaged and cannot be read."),
    "picture_size": N_("The picture must have 32 to 3000 pixels each way."),
    "does_not_fit": N_("A line does not fit on the ticket."),
    # a program that is told of events
    "webhook_address": N_("It must begin with https://, or be an address that the server's settings allow."),
    # a phone that wants messages
    "push_service": N_("Messages cannot be sent to this browser. Try another one, or have this page ring."),
    "push_keys": N_("The browser's key cannot be used."),
    # a comparison of a thermometer
    "too_few_pairs": N_("Compare at least three times."),
    "spread_too_large": N_(
        "The comparisons differ by more than 0.3 °C: let the sensor settle, hold the same distance, and start over."
    ),
    "offset_too_large": N_(
        "The sensor is more than 2 °C off: clean it, look at its aim and distance, and start over; or replace it."
    ),
    "no_offset": N_("The office keeps no offset for this kiosk."),
    # a file of bookings
    "empty_file": N_("It is empty. Its first line must name the columns."),
    "spreadsheet": N_("It is a spreadsheet. Save it as “CSV UTF-8” and choose that file."),
    "not_utf8": N_("It is not text in UTF-8. Save it as “CSV UTF-8” and try again."),
    "unknown_delimiter": N_("Its columns must be separated by semicolons, commas or tabs."),
    "broken_quotes": N_("A quotation mark is not closed."),
    "line_too_long": N_("A line is too long to be one of a list of bookings."),
    "column_missing": N_("The column “%(column)s” is missing in its first line."),
    "column_twice": N_("The column “%(column)s” is there twice."),
    "file_too_long": N_("It has too many lines; divide it."),
    "interrupted": N_("Reading was interrupted. Send the file again."),
    "far_day": N_("Please choose a day before the end of the year %(year)s."),
    "no_time_zone": N_("Please send the time with its time zone."),
}
"""Sentences by the code that stands in a refusal's details as ``problem``."""

_LONGEST = 200
_FIELD = re.compile(r"^Object (?P<what>contains unknown|missing required) field `(?P<name>.*?)`")
_PLACE = re.compile(r" - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`$")
_ECHO = re.compile(r"^(?P<what>Invalid (?:enum )?value) .*?(?= - at |$)", re.DOTALL)
_CODES = {"contains unknown": "unknown_field", "missing required": "missing_field"}


def explain(error: msgspec.DecodeError | UnicodeDecodeError) -> MalformedError:
    """Turn what the decoder says into a refusal that names the field.

    Returns:
        The refusal; the decoder's own words are kept in its details, for programmers. They repeat no value: it may
        be a temperature, and what is refused is logged.
    """
    text = _ECHO.sub(r"\g<what>", str(error))
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
