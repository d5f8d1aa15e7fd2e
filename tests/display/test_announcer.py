"""In which words, and in which order, calls are announced."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.announcer import (
    CROWD_WAITING,
    MANY_WAITING,
    Announcing,
    Turn,
    announce,
    announcement,
    sound_ended,
    step,
    still_called,
    upcoming,
)
from display.board import Call
from display.sentences import Phrases, announcement_text, caption_text, recall_words, spoken_counter, utterance

BOTH = ("id", "en")
CALL = Call(1, "A-012", 3, "Loket 3", 1, {}, 1, 100.0)


def test_a_call_in_both_languages() -> None:
    assert announcement_text(CALL, "id") == "Nomor antrean A, nol, satu, dua, silakan menuju loket tiga."
    assert announcement_text(CALL, "en") == "Number A, zero, one, two, please go to counter three."


def test_a_recall_says_which_it_is() -> None:
    assert announcement_text(replace(CALL, attempt=2), "id").startswith("Panggilan kedua. Nomor antrean A")
    assert announcement_text(replace(CALL, attempt=3), "en").startswith("Third call. Number A")


def test_counters_with_and_without_numbers() -> None:
    assert [spoken_counter(label, "id") for label in ("10", "11", "19", "40", "Foto")] == [
        "sepuluh",
        "sebelas",
        "sembilan belas",
        "empat puluh",
        "Foto",
    ]
    assert spoken_counter("40", "en") == "forty"


def test_a_voice_gets_digits_and_the_names_of_the_recordings() -> None:
    recall = utterance([replace(CALL, attempt=2)], "id")
    assert recall.text == "Panggilan kedua. Nomor antrean A, 0, 1, 2. Silakan menuju loket 3."
    assert recall.clips == ("panggilan-kedua", "nomor-antrean", "a", "0", "1", "2", "silakan-menuju-loket", "3")
    assert utterance([CALL], "en").text == "Number A, 0, 1, 2. Please go to counter 3."
    assert utterance([CALL], "jv") == utterance([CALL], "en")


JAVANESE = {
    "jv": Phrases("Nomer {number}, mangga dhateng loket {counter}.", "Timbalan {attempt}", "{number}: {counter}")
}


def test_a_third_language_speaks_the_sentences_of_its_catalogue_and_its_voice_reads_the_digits() -> None:
    recall = replace(CALL, attempt=2)
    said = announcement([recall], ["id", "en", "jv"], JAVANESE)
    assert said.texts[2] == ("jv", "Timbalan 2. Nomer A, 0, 1, 2, mangga dhateng loket 3.")
    assert said.texts[:2] == announcement([recall], BOTH).texts, "the two keep their rules"
    assert [one.language for one in said.utterances] == ["id", "en", "jv"]
    assert (said.utterances[2].text, said.utterances[2].clips) == (said.texts[2][1], ())
    assert recall_words(2, "jv", JAVANESE) == "Timbalan 2"
    calls = [CALL, replace(CALL, ticket_id=2, number="B-004", counter_name="Foto")]
    assert utterance(calls, "jv", JAVANESE).text == "A 0 1 2: 3. B 0 0 4: Foto."
    assert caption_text(calls, "jv", JAVANESE) == "A-012: 3 · B-004: Foto"


def test_a_third_language_without_sentences_says_nothing_twice() -> None:
    assert announcement([CALL], ["id", "en", "jv"]).utterances == announcement([CALL], BOTH).utterances


def test_a_crowd_is_called_in_the_first_language_first_and_in_both_others_later() -> None:
    calls = [replace(CALL, ticket_id=number) for number in range(CROWD_WAITING)]
    languages = ("id", "en", "jv")
    queue, first = step(announce(Announcing(), calls, 100.0), languages, 100.0, 1.0, JAVANESE)
    assert first is not None
    assert [one.language for one in first.utterances] == ["id"]
    _, second = step(sound_ended(queue, 1), languages, 101.0, 1.0, JAVANESE)
    assert second is not None
    assert [one.language for one in second.utterances] == ["en", "jv"]


def test_several_calls_in_one_breath() -> None:
    other = replace(CALL, ticket_id=2, number="B-004", counter_name="Foto")
    said = announcement([CALL, other], ["id", "en"])
    assert said.texts == (
        ("id", "A-012 ke loket 3 · B-004 ke loket Foto"),
        ("en", "A-012 to counter 3 · B-004 to counter Foto"),
    )
    assert said.utterances[0].text == "Nomor antrean A 0 1 2, loket 3. B 0 0 4, loket Foto."
    assert ".".join(said.utterances[1].clips) == "number.a.0.1.2.counter.3.b.0.0.4.counter.foto"


def test_many_that_wait_share_an_announcement_and_few_do_not() -> None:
    calls = [replace(CALL, ticket_id=number) for number in range(CROWD_WAITING)]
    few = announce(Announcing(), calls[: MANY_WAITING - 1], 100.0)
    assert upcoming(few, BOTH) == Turn(tuple(calls[:1]), BOTH)
    many = announce(Announcing(), calls[: CROWD_WAITING - 1], 100.0)
    assert upcoming(many, BOTH) == Turn(tuple(calls[:MANY_WAITING]), BOTH)


def test_a_crowd_is_called_in_the_first_language_first_and_then_in_the_others() -> None:
    calls = tuple(replace(CALL, ticket_id=number) for number in range(CROWD_WAITING + 1))
    queue, first = step(announce(Announcing(), calls, 100.0), BOTH, 100.0, 1.0)
    assert first is not None
    assert (first.calls, [language for language, _ in first.texts]) == (calls[:CROWD_WAITING], ["id"])
    queue, second = step(sound_ended(queue, 1), BOTH, 101.0, 1.0)
    assert second is not None
    assert (second.calls, len(second.texts)) == (calls[CROWD_WAITING:], 2)
    queue, third = step(sound_ended(queue, 2), BOTH, 102.0, 1.0)
    assert third is not None
    assert (third.calls, [language for language, _ in third.texts]) == (calls[:CROWD_WAITING], ["en"])
    assert step(sound_ended(queue, 3), BOTH, 103.0, 1.0)[1] is None


def test_who_has_come_meanwhile_is_owed_no_further_language() -> None:
    calls = tuple(replace(CALL, ticket_id=number) for number in range(CROWD_WAITING))
    queue, _ = step(announce(Announcing(), calls, 100.0), BOTH, 100.0, 1.0)
    there = (replace(calls[0], serving=True), replace(calls[1], ended=True), *calls[3:])
    queue, second = step(sound_ended(still_called(queue, there), 1), BOTH, 101.0, 1.0)
    assert second is not None
    assert second.calls == calls[3:]
    assert queue.later == ()


def test_a_wall_of_one_language_owes_nothing() -> None:
    calls = [replace(CALL, ticket_id=number) for number in range(CROWD_WAITING)]
    assert upcoming(announce(Announcing(), calls, 100.0), ["id"]) == Turn(tuple(calls[:MANY_WAITING]), ("id",))


@pytest.mark.parametrize("count", [1, 7, 8, 30])
def test_a_burst_is_said_whole_in_each_language_and_none_overlaps(count: int) -> None:
    calls = [replace(CALL, ticket_id=number) for number in range(count)]
    said: dict[str, list[int]] = {"id": [], "en": []}
    queue, now = announce(Announcing(), calls, 100.0), 100.0
    for _ in range(2 * count):
        sounding = queue.sounding
        queue, begun = step(queue, BOTH, now, 1.0)
        if begun:
            assert not sounding
            for language, _ in begun.texts:
                said[language] += [call.ticket_id for call in begun.calls]
        queue, now = sound_ended(queue, queue.begun), now + 1.0
    assert said["id"] == list(range(count))
    assert sorted(said["en"]) == list(range(count))


def test_a_call_of_thirty_seconds_is_shown_only() -> None:
    assert announce(Announcing(), [CALL], 129.9).waiting
    assert not announce(Announcing(), [CALL], 130.0).waiting


def test_the_next_waits_for_sound_and_caption() -> None:
    queue = announce(Announcing(), [CALL, replace(CALL, ticket_id=2)], 100.0)
    queue, first = step(queue, ["id"], 100.0, 4.0)
    assert first is not None
    assert step(queue, ["id"], 110.0, 4.0)[1] is None, "its sound has not ended"
    ended = sound_ended(queue, 1)
    assert step(ended, ["id"], 103.9, 4.0)[1] is None, "its caption has not been read"
    _, second = step(ended, ["id"], 104.0, 4.0)
    assert second is not None
    assert [call.ticket_id for call in second.calls] == [2]


def test_the_end_of_an_earlier_sound_frees_nothing() -> None:
    queue, _ = step(announce(Announcing(begun=5), [CALL], 100.0), ["id"], 100.0, 1.0)
    assert sound_ended(queue, 5).sounding


@given(st.lists(st.sampled_from(["call", "call", "tick", "end"]), max_size=80), st.sampled_from([("id",), BOTH]))
def test_none_is_lost_in_any_language_and_none_overlaps(steps: list[str], languages: tuple[str, ...]) -> None:
    begun: dict[str, list[int]] = {language: [] for language in languages}
    queue, now, put = Announcing(), 100.0, 0
    for what in [*steps, *["end", "tick"] * 120]:
        now += 1.0
        if what == "call":
            put += 1
            queue = announce(queue, [replace(CALL, ticket_id=put, called_at_seconds=now)], now)
        elif what == "end":
            queue = sound_ended(queue, queue.begun)
        sounding = queue.sounding
        queue, started = step(queue, languages, now, 1.0)
        if started:
            assert not sounding
            for language, _ in started.texts:
                begun[language].extend(call.ticket_id for call in started.calls)
    assert begun["id"] == list(range(1, put + 1)), "in the order of the calls"
    assert all(sorted(numbers) == list(range(1, put + 1)) for numbers in begun.values())
