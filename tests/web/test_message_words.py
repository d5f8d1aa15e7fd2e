"""What a message says."""

from datetime import UTC, datetime

import pytest

from queue_server.domain.message import MessageKind
from queue_server.operations.messages import Errand, Figures
from queue_server.web.catalogue import Catalogue
from queue_server.web.message_words import write_letter

AT = datetime(2026, 3, 2, 3, 42, tzinfo=UTC)
TELLING = ("warm", "hangat", "panas", "suhu", "temper", "demam", "fever", "sehat", "health")
FIGURES = Figures(celsius=37.06, limit_celsius=37.0)


def body(kind: MessageKind, figures: Figures | None = None, kiosk: str = "Pintu 100%") -> list[str]:
    errand = Errand(1, "json://x", kind, AT, "Kantor Imigrasi", "Asia/Makassar", kiosk, figures)
    letter = write_letter(Catalogue(), errand)
    assert letter.title == "Kantor Imigrasi"
    return letter.body.splitlines()


def test_it_says_where_and_when_in_each_language() -> None:
    assert body(MessageKind.HELD) == [
        "11:42: seorang pengunjung menunggu Anda di “Pintu 100%”.",
        "11:42: a visitor waits for you at “Pintu 100%”.",
    ]
    assert body(MessageKind.ESCALATED)[1] == "11:42: nobody has come yet to the visitor who waits at “Pintu 100%”."
    assert body(MessageKind.TEST, kiosk="")[1] == "11:42: this is a test. Messages of the queue system arrive here."


def test_a_figure_stands_in_it_only_where_it_was_handed_over_and_is_not_rounded_across_the_limit() -> None:
    indonesian, english = body(MessageKind.HELD, FIGURES)
    assert indonesian.endswith("Hasil ukur 37,06 °C, batas 37,00 °C.")
    assert english.endswith("Reading 37.06 °C, limit 37.00 °C.")


@pytest.mark.parametrize("kind", MessageKind)
def test_no_message_says_why_somebody_waits(kind: MessageKind) -> None:
    words = " ".join(body(kind)).lower()
    assert [
        word for word in ("warm", "hangat", "panas", "suhu", "temper", "demam", "fever", "sehat") if word in words
    ] == []
