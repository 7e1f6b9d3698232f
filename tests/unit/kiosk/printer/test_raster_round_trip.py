"""What goes to the printer comes back dot for dot: python-escpos's bytes and the virtual printer's decoder agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.printer.escpos_job import PaperKind, encode, filling
from kiosk.virtual_printer.decoder import Decoder, Paper, Reply
from kiosk.virtual_printer.roll import image
from tests.examples import many

WIDE, NARROW = PaperKind(), PaperKind(58, "POS-5890", cut=False)


def _picture(width: int, rows: list[bytes]) -> Image.Image:
    """A picture whose set bits are black; its first row is all black, since a blank paper is none."""
    data = bytes(width // 8) + b"".join(bytes(byte ^ 0xFF for byte in row) for row in rows)
    return Image.frombytes("1", (width, len(rows) + 1), data)


def _papers(decoder: Decoder, data: bytes, step: int) -> list[Paper | Reply]:
    return [event for at in range(0, len(data), step) for event in decoder.feed(data[at : at + step])]


@settings(max_examples=many(40))
@given(rows=st.lists(st.binary(min_size=72, max_size=72), max_size=300), step=st.integers(1, 5000))
def test_any_picture_comes_back_exactly_however_the_bytes_arrive(rows: list[bytes], step: int) -> None:
    sent = _picture(576, rows)
    [paper] = _papers(Decoder(576), encode(sent, WIDE), max(step, 40))
    assert isinstance(paper, Paper)
    assert image(paper).tobytes() == sent.tobytes()
    assert image(paper).size == sent.size


@settings(max_examples=many(15))
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


# Noise of bytes is mostly text, which is skipped; noise of commands goes deep.
_COMMANDS = st.sampled_from(
    [
        b"\x1b@",
        b"\x1bd",
        b"\x1bJ",
        b"\x1bp",
        b"\x1d",
        b"\x1dV",
        b"\x1dVA",
        b"\x1dv0",
        b"\x10\x04",
        b"\x10\x14",
        b"\n",
    ]
)
_NOISE = st.lists(_COMMANDS | st.binary(max_size=12), max_size=60).map(b"".join)


@settings(max_examples=many(200))
@given(data=_NOISE, step=st.integers(1, 50))
def test_noise_never_breaks_the_decoder_nor_leaves_it_deaf(data: bytes, step: int) -> None:
    decoder = Decoder(576)
    for event in _papers(decoder, data, step):
        if isinstance(event, Paper):
            assert all(len(row) == 72 for row in event.rows)
            assert len(event.rows) < 8000 + 65535
    decoder.finish()
    decoder.forget()
    assert list(decoder.feed(b"\x10\x04\x02")) == [Reply(2)]


@settings(max_examples=many(60))
@given(share=st.floats(0, 1))
def test_the_filling_lets_the_next_job_through_wherever_one_broke_off(share: float) -> None:
    job = encode(_picture(576, [b"\xf0" * 72] * 300), WIDE)
    decoder = Decoder(576)
    list(decoder.feed(job[: int(share * len(job))]))
    events = _papers(decoder, filling(WIDE) + b"\x10\x04\x01" + job, 4096)
    assert events[-1] == _papers(Decoder(576), job, 4096)[0]
    assert Reply(1) in events


def test_a_picture_wider_than_any_printer_is_not_waited_for() -> None:
    decoder = Decoder(576)
    assert list(decoder.feed(b"\x1dv0\x00\xff\xff\xff\xff" + b"\x10\x04\x01")) == [Reply(1)]


def test_a_paper_without_an_end_is_cut_after_a_metre() -> None:
    decoder = Decoder(576)
    row = b"\x1dv0\x00\x48\x00\xe8\x03" + b"\xff" * 72 * 1000
    papers = list(decoder.feed(row * 8))
    assert [len(paper.rows) for paper in papers if isinstance(paper, Paper)] == [8000]


def test_a_picture_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="the picture is 384 dots wide, the paper 576"):
        encode(Image.new("1", (384, 10)), WIDE)
