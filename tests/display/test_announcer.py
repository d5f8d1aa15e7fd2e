"""In which words, and in which order, calls are announced."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from display.announcer import MANY_WAITING, Announcing, announce, announcement, sound_ended, step, upcoming
from display.board import Call
from display.sentences import announcement_text, spoken_counter, utterance

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


def test_several_calls_in_one_breath() -> None:
    other = replace(CALL, ticket_id=2, number="B-004", counter_name="Foto")
    said = announcement([CALL, other], ["id", "en"])
    assert said.texts == (
        ("id", "A-012 ke loket 3 · B-004 ke loket Foto"),
        ("en", "A-012 to counter 3 · B-004 to counter Foto"),
    )
    assert said.utterances[0].text == "Nomor antrean A, 0, 1, 2, loket 3. B, 0, 0, 4, loket Foto."
    assert ".".join(said.utterances[1].clips) == "number.a.0.1.2.counter.3.b.0.0.4.counter.foto"


def test_many_that_wait_share_an_announcement_and_few_do_not() -> None:
    calls = [replace(CALL, ticket_id=number) for number in range(2 * MANY_WAITING)]
    few = announce(Announcing(), calls[: MANY_WAITING - 1], 100.0)
    assert upcoming(few) == tuple(calls[:1])
    many = announce(Announcing(), calls, 100.0)
    assert upcoming(many) == tuple(calls[:MANY_WAITING])


def test_a_burst_of_thirty_calls_is_said_whole_and_none_overlaps() -> None:
    calls = [replace(CALL, ticket_id=number) for number in range(30)]
    said: list[Call] = []
    queue, now = announce(Announcing(), calls, 100.0), 100.0
    while len(said) < len(calls):
        sounding = queue.sounding
        queue, begun = step(queue, ["id", "en"], now, 1.0)
        if begun:
            assert not sounding
            said += begun.calls
        queue, now = sound_ended(queue, queue.begun), now + 1.0
    assert said == calls
    assert queue.begun <= 2 + 30 // MANY_WAITING


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


@given(st.lists(st.sampled_from(["call", "tick", "end"]), max_size=60))
def test_none_is_lost_and_none_overlaps(steps: list[str]) -> None:
    begun: list[int] = []
    queue, now, put = Announcing(), 100.0, 0
    for what in [*steps, *["end", "tick"] * 70]:
        now += 1.0
        if what == "call":
            put += 1
            queue = announce(queue, [replace(CALL, ticket_id=put, called_at_seconds=now)], now)
        elif what == "end":
            queue = sound_ended(queue, queue.begun)
        sounding = queue.sounding
        queue, started = step(queue, ["id"], now, 1.0)
        if started:
            assert not sounding
            begun.extend(call.ticket_id for call in started.calls)
    assert begun == list(range(1, put + 1))
