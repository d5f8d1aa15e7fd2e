"""The independent decoder of printed bytes."""

import pytest
from escpos.printer import Dummy

from tests.support.decoder.older_python import rewrite
from tests.support.escpos_decoder import WIDTH_58_MM_DOTS, TicketsError, decode, decode_all, read_qr

CUT = b"\x1dV\x00"


def test_text_and_qr_come_back() -> None:
    printer = Dummy()
    printer.set(align="center")
    printer.text("A-012\n")
    printer.qr("https://antre.example/t/7f3a", native=True, size=6)
    printer.cut()
    ticket = decode(printer.output)
    assert "A-012" in ticket.text.splitlines()
    assert ticket.qr == "https://antre.example/t/7f3a"
    assert ticket.png.read_bytes().startswith(b"\x89PNG")
    assert ticket.unknown_commands == []


def test_a_ticket_without_qr_has_none() -> None:
    assert decode(b"A-012\n" + CUT, WIDTH_58_MM_DOTS).qr is None


def test_each_cut_ends_a_ticket() -> None:
    assert [ticket.text for ticket in decode_all(b"A-001\n" + CUT + b"A-002\n")] == ["A-001\n", "A-002\n"]


def test_unknown_commands_are_told() -> None:
    [unknown, *_] = decode(b"A-012\n\x1b\xfe" + CUT).unknown_commands
    assert unknown["bytes"] == "1b fe"


@pytest.mark.parametrize("stream", [b"", b"A-001\n" + CUT + b"A-002\n" + CUT])
def test_anything_but_one_ticket_is_an_error(stream: bytes) -> None:
    with pytest.raises(TicketsError, match=r"holds (0|2) tickets"):
        decode(stream)


def test_a_picture_that_cannot_be_read_is_an_error() -> None:
    ticket = decode(b"A-012\n" + CUT)
    broken = ticket.png.with_name("broken.png")
    broken.write_bytes(b"no picture")
    with pytest.raises(TicketsError, match="zbarimg failed"):
        read_qr(broken)


def test_newer_notation_is_rewritten_with_the_same_meaning() -> None:
    namespace: dict[str, object] = {}
    exec(rewrite("type Size = int\n\ndef same[T](x: T) -> T:\n    return x\n\nanswer: Size = same(7)\n"), namespace)
    assert namespace["answer"] == 7


def test_older_notation_is_left_alone() -> None:
    source = "kind = type(3)\n\n\ndef pick(numbers: list[int]) -> int:\n    return numbers[0]\n"
    assert rewrite(source) == source
