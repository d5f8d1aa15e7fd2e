from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from display.announcer import Announcing, announce, announcement_text, sound_ended, spoken_counter, step
from display.board import Call

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


def test_a_call_of_thirty_seconds_is_shown_only() -> None:
    assert announce(Announcing(), [CALL], ["id"], 129.9).waiting
    assert not announce(Announcing(), [CALL], ["id"], 130.0).waiting


def test_the_next_waits_for_sound_and_caption() -> None:
    queue = announce(Announcing(), [CALL, replace(CALL, ticket_id=2)], ["id"], 100.0)
    queue, first = step(queue, 100.0, 4.0)
    assert first is not None
    assert step(queue, 110.0, 4.0)[1] is None, "its sound has not ended"
    ended = sound_ended(queue, 1)
    assert step(ended, 103.9, 4.0)[1] is None, "its caption has not been read"
    _, second = step(ended, 104.0, 4.0)
    assert second is not None
    assert second.call.ticket_id == 2


def test_the_end_of_an_earlier_sound_frees_nothing() -> None:
    queue, _ = step(announce(Announcing(begun=5), [CALL], ["id"], 100.0), 100.0, 1.0)
    assert sound_ended(queue, 5).sounding


@given(st.lists(st.sampled_from(["call", "tick", "end"]), max_size=60))
def test_none_is_lost_and_none_overlaps(steps: list[str]) -> None:
    queue, now, put, begun = Announcing(), 100.0, 0, []
    for what in [*steps, *["end", "tick"] * 70]:
        now += 1.0
        if what == "call":
            put += 1
            queue = announce(queue, [replace(CALL, ticket_id=put, called_at_seconds=now)], ["id"], now)
        elif what == "end":
            queue = sound_ended(queue, queue.begun)
        sounding = queue.sounding
        queue, started = step(queue, now, 1.0)
        if started:
            assert not sounding
            begun.append(started.call.ticket_id)
    assert begun == list(range(1, put + 1))
