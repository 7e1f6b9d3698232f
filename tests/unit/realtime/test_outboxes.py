"""What waits for a web socket has an end, and whoever lets too much wait is let go."""

from engineio.packet import Packet
from engineio.socket import Socket
from flask import Flask
from flask_socketio import SocketIO

from queue_server.realtime.outboxes import MOST, SHUT, STRANGERS_MOST, Outboxes
from tests.waiting import eventually


class Room:
    """The library's own server with two open sockets, from which nobody takes anything."""

    def __init__(self) -> None:
        self.sockets = SocketIO(Flask(__name__), async_mode="threading")
        self.outboxes = Outboxes(self.sockets)
        self.server = self.sockets.server
        self.shut: list[str] = []
        self.sids = {name: self._open(name) for name in ("slow", "other")}

    def _open(self, name: str) -> str:
        self.server.eio.sockets[name] = Socket(self.server.eio, name)
        self.server.environ[name] = {SHUT: lambda: self.shut.append(name)}
        sid: str = self.server.manager.connect(name, "/")
        return sid

    def socket(self, name: str) -> Socket | None:
        found: Socket | None = self.server.eio.sockets.get(name)
        return found

    def say(self, name: str, length: int) -> None:
        self.server.eio.send(name, "x" * length)


def test_a_stranger_who_lets_too_much_wait_is_let_go_and_what_waited_is_thrown_away() -> None:
    room = Room()
    socket = room.socket("slow")
    assert socket is not None
    for _ in range(3):
        room.say("slow", STRANGERS_MOST // 2 + 1)
    eventually(lambda: room.shut == ["slow"] and room.socket("slow") is None)
    assert (socket.closed, socket.queue.characters, socket.queue.qsize()) == (True, 0, 1)
    assert room.outboxes.waiting(room.sids["slow"]) == 0
    room.say("other", 5)
    assert room.outboxes.waiting(room.sids["other"]) == 5


def test_much_more_may_wait_for_whoever_has_signed_in() -> None:
    room = Room()
    room.outboxes.trust(room.sids["slow"])
    for _ in range(4):
        room.say("slow", STRANGERS_MOST)
    assert room.outboxes.waiting(room.sids["slow"]) == 4 * STRANGERS_MOST
    for _ in range(MOST // STRANGERS_MOST):
        room.say("slow", STRANGERS_MOST)
    eventually(lambda: room.shut == ["slow"])


def test_what_is_told_to_many_is_kept_once_and_counted_for_each() -> None:
    room = Room()
    packet = room.outboxes.packet("fact", {"seq": 7})
    room.outboxes.emit([room.sids["slow"], "gone", room.sids["other"]], [packet])
    taken = [room.server.eio.sockets[name].queue.get(block=False) for name in ("slow", "other")]
    assert all(each is packet for each in taken)
    assert isinstance(taken[0], Packet)
    assert taken[0].encode() == '42["fact",{"seq":7}]'
    assert [room.outboxes.waiting(sid) for sid in room.sids.values()] == [0, 0]
