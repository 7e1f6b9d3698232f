"""The worker's wire: whole messages in, whole messages out, however the bytes arrive."""

import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.http.worker.wire import Channel


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    left, right = socket.socketpair()
    channels = Channel(left), Channel(right)
    yield channels
    for channel in channels:
        channel.close()


@given(
    st.lists(
        st.tuples(st.dictionaries(st.text(), st.text() | st.integers(), max_size=3), st.binary(max_size=99))
    )
)
def test_what_is_sent_arrives_in_order_and_whole(messages: list[tuple[dict[str, object], bytes]]) -> None:
    left, right = map(Channel, socket.socketpair())
    cleaned = [({f"k{key}": value for key, value in header.items()}, data) for header, data in messages]
    for header, data in cleaned:
        left.send(header, data)
    assert [right.receive(1) for _ in cleaned] == cleaned
    left.close()
    right.close()


def test_a_file_larger_than_any_buffer_arrives(ends: tuple[Channel, Channel]) -> None:
    data = bytes(range(256)) * 20_000
    sender = threading.Thread(target=ends[0].send, args=({"value": "phiếu"}, data))
    sender.start()
    assert ends[1].receive(10) == ({"value": "phiếu"}, data)
    sender.join()


def test_silence_ends_in_a_timeout(ends: tuple[Channel, Channel]) -> None:
    with pytest.raises(TimeoutError):
        ends[1].receive(0.01)


def test_an_end_that_was_closed_is_noticed(ends: tuple[Channel, Channel]) -> None:
    ends[0].close()
    with pytest.raises(EOFError):
        ends[1].receive(1)
