"""What goes to the printer comes back dot for dot: python-escpos's bytes and the virtual printer's decoder agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.printer.escpos_job import PaperKind, encode
from kiosk.virtual_printer.decoder import Decoder, Paper, Reply
from kiosk.virtual_printer.roll import image

WIDE, NARROW = PaperKind(), PaperKind(58, "POS-5890", cut=False)


def _picture(width: int, rows: list[bytes]) -> Image.Image:
    """A picture whose set bits are black; its first row is all black, since a blank paper is none."""
    data = bytes(width // 8) + b"".join(bytes(byte ^ 0xFF for byte in row) for row in rows)
    return Image.frombytes("1", (width, len(rows) + 1), data)


def _papers(decoder: Decoder, data: bytes, step: int) -> list[Paper | Reply]:
    return [event for at in range(0, len(data), step) for event in decoder.feed(data[at : at + step])]


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.binary(min_size=72, max_size=72), max_size=300), step=st.integers(1, 5000))
def test_any_picture_comes_back_exactly_however_the_bytes_arrive(rows: list[bytes], step: int) -> None:
    sent = _picture(576, rows)
    [paper] = _papers(Decoder(576), encode(sent, WIDE), max(step, 40))
    assert isinstance(paper, Paper)
    assert image(paper).tobytes() == sent.tobytes()
    assert image(paper).size == sent.size


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.binary(min_size=48, max_size=48), max_size=300))
def test_a_narrow_paper_without_a_knife_ends_where_it_is_torn(rows: list[bytes]) -> None:
    sent = _picture(384, rows)
    decoder = Decoder(384)
    assert _papers(decoder, encode(sent, NARROW), 997) == []
    paper = decoder.finish()
    assert paper is not None
    assert image(paper).crop((0, 0, *sent.size)).tobytes() == sent.tobytes()


def test_a_question_within_a_job_is_answered_in_its_place() -> None:
    job = encode(_picture(576, []), WIDE)
    events = list(Decoder(576).feed(b"\x10\x04\x01" + job + b"\x10\x04\x04"))
    assert [type(event) for event in events] == [Reply, Paper, Reply]
    assert [event.number for event in events if isinstance(event, Reply)] == [1, 4]


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400))
def test_noise_never_breaks_the_decoder(data: bytes) -> None:
    decoder = Decoder(576)
    list(decoder.feed(data))
    decoder.finish()
    decoder.forget()
    assert list(decoder.feed(b"\x10\x04\x02")) == [Reply(2)]


def test_a_paper_without_an_end_is_cut_after_a_metre() -> None:
    decoder = Decoder(576)
    row = b"\x1dv0\x00\x48\x00\xe8\x03" + b"\xff" * 72 * 1000
    papers = list(decoder.feed(row * 8))
    assert [len(paper.rows) for paper in papers if isinstance(paper, Paper)] == [8000]


def test_a_picture_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="the picture is 384 dots wide, the paper 576"):
        encode(Image.new("1", (384, 10)), WIDE)
