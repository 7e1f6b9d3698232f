"""The Socket.IO side: who may connect, which room they join, snapshots, resumption, and disconnection on revocation."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import request
from flask_socketio import ConnectionRefusedError, SocketIO, disconnect
from sqlalchemy.exc import SQLAlchemyError

from queue_server.access.identity import Identities, Identity
from queue_server.centre.deeds import devices
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.http.guard import COOKIE
from queue_server.http.price.door import Door
from queue_server.http.price.meter import Payer, stranger
from queue_server.ledger.audiences import of_role
from queue_server.ledger.database import Database
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from queue_server.realtime import line_watch, snapshot
from queue_server.realtime.line_watch import LineWatch
from queue_server.realtime.outboxes import Outboxes
from queue_server.realtime.phones import Phones
from queue_server.realtime.presence import News, Presence
from queue_server.realtime.replays import Replays
from shared.logs import journal as logs
from shared.wire.facts.base import Audience
from shared.wire.vocabulary import PEOPLE, SUPERVISING, UNAVAILABLE, Role

_LOG = logging.getLogger("motcua.hub")
_PHONES_HEAR: Audience = "hall"
_INDOORS: tuple[Audience, ...] = ("staff", "desk")
_WELCOME_TRIES, _WELCOME_SECONDS = 200, 0.005
_UNREAD = 4_096
"""Characters: while more waits for a phone, it has not read its last snapshot."""
_PATIENCE_SECONDS = 3.0
"""A phone whose address is over for longer gets no connection; its page tries again."""


def _tell(what: str, client: "Client") -> None:
    """Logs that a client came or left: devices with their name, people only with their role."""
    name = client.name if client.role in (Role.KIOSK, Role.DISPLAY, Role.INTEGRATION) else None
    logs.event(what, "debug", role=client.role, who=name)


_PHONE = "follow"
_NOBODY = stranger(None)


@dataclass(frozen=True, slots=True)
class Client:
    """A connected client; `handle` is None for a follow page, whose secret cannot be revoked."""

    audience: Audience
    handle: str | None
    name: str
    role: str = _PHONE
    zone: frozenset[str] | None = None
    """The queues whose calls a screen shows; None: all."""
    ends_at: int | None = None
    """When the session is over by itself, in milliseconds; None: never."""
    counters: tuple[int, ...] = ()
    """The counters that an officer is limited to."""
    payer: Payer = _NOBODY
    """Whom its messages are charged to."""

    @property
    def is_phone(self) -> bool:
        """Whether this is a citizen's follow page."""
        return self.role == _PHONE

    def may_work_at(self, number: int) -> bool:
        """Whether the client may see this counter's panel."""
        return self.role in SUPERVISING or (self.role == Role.OFFICER and number in self.counters)


class Hub:
    """The connected clients of this process."""

    def __init__(self, sockets: SocketIO, book: Database, identities: Identities, door: Door) -> None:
        self.sockets = sockets
        self._door = door
        self.book = book
        self.identities = identities
        self.clients: dict[str, Client] = {}
        self.outboxes = Outboxes(sockets)
        self.phones = Phones(self.outboxes, sockets.start_background_task, lambda: sockets.sleep(0))
        self._replays = Replays(
            book,
            lambda sid, fact: sockets.emit("fact", fact, to=sid),
            self.outboxes.waiting,
            lambda sid: door.turn(self._payer_of(sid)),
            sockets.sleep,
        )
        sockets.on_event("connect", self._connect)
        sockets.on_event("disconnect", self._disconnect)
        sockets.on_event("resume", self._resume)
        sockets.on_event("open_dossier", self._open_dossier)
        sockets.on_event("close_dossier", self._close_dossier)
        sockets.on_event("watch_counter", self._watch_counter)
        self.lines = LineWatch(book, lambda message, to: sockets.emit("line", message.as_json(), to=to))
        self.presence = Presence(self._tell_presence, lambda news: self.share(news))
        self.share: Callable[[News], None] = lambda news: None
        """Sends to the other processes; set if there is a message queue."""

    def room(self, audience: Audience) -> str:
        """The room of an audience in this centre."""
        return f"{self.book.centre.centre.id}:{audience}"

    def say(self, event: str, audience: Audience, message: Callable[[], Mapping[str, object]]) -> None:
        """Emits to an audience, to the phones after everybody else; the message is made only if somebody hears it."""
        if any(client.audience == audience and not client.is_phone for client in self.everyone()):
            self.sockets.emit(event, message(), to=self.room(audience))
        if audience == _PHONES_HEAR and self.phones.anybody:
            self.phones.say(event, message())

    def everyone(self) -> list[Client]:
        """The clients now. On threads others come and leave while a list of them is gone through."""
        return list(self.clients.values())

    def connected_names(self) -> set[str]:
        """Names of the people and devices that are connected to this process."""
        return {client.name for client in self.everyone()}

    def _connect(self, auth: object = None) -> bool | None:
        if not self._same_origin():
            return False
        try:
            client = self._who(auth)
        except SQLAlchemyError:
            # This is not the answer "unknown", with which a screen would show that it is refused and a page that its
            # session has ended.
            _LOG.exception("could not look a client up")
            raise ConnectionRefusedError(UNAVAILABLE) from None
        if client is None:
            return False
        sid = request.sid  # type: ignore[attr-defined]
        if client.is_phone and not self._has_place(sid, client.payer):
            # Not "unknown": the page tries again.
            raise ConnectionRefusedError(UNAVAILABLE)
        self.clients[sid] = client
        _tell("socket_opened", client)
        self.sockets.start_background_task(self._welcome, sid, client)
        return None

    def _has_place(self, sid: str, payer: Payer) -> bool:
        over = self._door.meter.owed(payer) > _PATIENCE_SECONDS
        return not over and self.phones.come(sid, payer.key, alone=not payer.is_anybody)

    def payer(self, sid: str | None) -> Payer | None:
        """Whom a connected client's messages are charged to."""
        client = None if sid is None else self.clients.get(sid)
        return None if client is None else client.payer

    def _payer_of(self, sid: str) -> Payer:
        return self.payer(sid) or _NOBODY

    @contextmanager
    def _in_turn(self, payer: Payer) -> Iterator[None]:
        """Waits until this client may go on, and charges what it then does."""
        self._door.patiently(payer)
        with self._door.charging(payer):
            yield

    def _welcome(self, sid: str, client: Client) -> None:
        """Lets the client join its room, and then sends the snapshot, so that it misses nothing in between.

        This runs beside the connect handler, since a client takes no events before its connection is acknowledged.
        """
        manager = self.sockets.server.manager
        for _ in range(_WELCOME_TRIES):
            if sid not in self.clients:
                return
            if manager.is_connected(sid, "/"):
                break
            self.sockets.sleep(_WELCOME_SECONDS)
        else:
            # Its connection ended before it stood on the list, so that nobody hears of its end any more.
            self._forget(sid)
            self.sockets.server.disconnect(sid)
            return
        try:
            if client.handle is not None and not self.identities.still_known({client.handle}):
                # The session ended after it was looked up and before the client was registered, so that the news of its
                # end did not reach this client.
                self._let_go({client.handle})
                return
            if client.is_phone:
                self.phones.enter(sid)
            else:
                self.outboxes.trust(sid)
                self.sockets.server.enter_room(sid, self.room(client.audience))
            if sid not in self.clients:
                # It left meanwhile, and nobody would take it off the list again.
                self._forget(sid)
                return
            with self._in_turn(client.payer):
                self._send_snapshot(sid, client)
        except (SQLAlchemyError, ValueError):
            # ValueError means that the client is gone already. A client without a snapshot could show nothing, so it is
            # disconnected and comes again.
            _LOG.info("a client left before its snapshot, or the database is away", exc_info=True)
            self.sockets.server.disconnect(sid)

    def _same_origin(self) -> bool:
        origin = request.headers.get("Origin")
        return origin is None or origin.split("//")[-1] == request.host

    def _who(self, auth: object) -> Client | None:
        given = auth if isinstance(auth, dict) else {}
        token, secret = _plain(given.get("token")), _plain(given.get("follow"))
        if token:
            return self._client(self.identities.of_token(token))
        if 16 <= len(secret) <= 80:
            with self.book.engine.connect() as connection:
                known = ticket_rows.by_secret(connection, secret)
            mine = known is not None and known.centre == self.book.centre.centre.id
            payer = stranger(request.remote_addr)
            return Client(_PHONES_HEAR, None, _PHONE, payer=payer) if mine else None
        cookie = request.cookies.get(COOKIE)
        return self._client(self.identities.of_session(cookie)) if cookie else None

    def _client(self, identity: Identity | None) -> Client | None:
        if identity is None or identity.must_change_password:
            return None
        actor = identity.actor
        zone = devices.zone_of(self.book.centre, actor) if actor.role == Role.DISPLAY else None
        return Client(
            of_role(actor.role),
            identity.handle,
            actor.name,
            actor.role,
            zone,
            identity.ends_at,
            actor.counters,
            Payer(identity.handle, stranger=False),
        )

    def _disconnect(self, _reason: object = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        client = self.clients.get(sid)
        if client is not None:
            _tell("socket_closed", client)
        self._forget(sid)

    def _forget(self, sid: str) -> None:
        self.clients.pop(sid, None)
        self.phones.leave(sid)
        self.outboxes.forget(sid)
        self.presence.closed(sid)
        self.lines.closed(sid)

    def _watch_counter(self, message: object = None) -> None:
        """Sends a panel of this counter the state of its line, now and after every change."""
        sid = request.sid  # type: ignore[attr-defined]
        client = self.clients.get(sid)
        number = message.get("counter") if isinstance(message, dict) else None
        if client is None or not isinstance(number, int) or not client.may_work_at(number):
            return
        try:
            self.sockets.server.enter_room(sid, line_watch.room(self.book, number))
            with self._in_turn(client.payer):
                line = self.lines.watch(sid, number)
        except RuleBroken:
            return
        except SQLAlchemyError:
            _LOG.exception("could not read a line")
            return
        if sid not in self.clients:
            # It left while it waited for its turn, and nobody would take it off the list again.
            self.lines.closed(sid)
            return
        self.sockets.emit("line", line.as_json(), to=sid)

    def _open_dossier(self, message: object = None) -> None:
        """Notes that a person has opened a dossier's page; unknown codes are ignored."""
        sid = request.sid  # type: ignore[attr-defined]
        client = self.clients.get(sid)
        code = _plain(message.get("code") if isinstance(message, dict) else None)
        if client is None or client.role not in PEOPLE or not code:
            return
        try:
            with self._in_turn(client.payer), self.book.engine.connect() as connection:
                known = dossier_rows.has_code(connection, self.book.centre.centre.id, code)
        except SQLAlchemyError:
            _LOG.exception("could not look a dossier up")
            return
        # Whoever left while they waited for their turn has nothing open.
        if known and sid in self.clients:
            self.presence.opened(sid, code, client.name)

    def _close_dossier(self, _message: object = None) -> None:
        sid = request.sid  # type: ignore[attr-defined]
        client = self.clients.get(sid)
        if client is not None:
            # In its turn as well, so that it comes after the opening that was sent before it.
            with self._in_turn(client.payer):
                self.presence.closed(sid)

    def _tell_presence(self, code: str, names: list[str]) -> None:
        for audience in _INDOORS:
            self.say("presence", audience, lambda: {"code": code, "names": names})

    def _send_snapshot(self, sid: str, client: Client) -> None:
        with reading(self.book) as now:
            if client.is_phone:
                shared = self.phones.snapshot(
                    now.seq, now.ms, lambda: snapshot.take(now, client.audience).as_json()
                )
                self.outboxes.emit([sid], [shared])
                return
            taken = snapshot.take(now, client.audience, self.connected_names(), client.zone)
        self.sockets.emit("snapshot", taken.as_json(), to=sid)
        if client.audience in _INDOORS:
            for code, names in self.presence.everything().items():
                self.sockets.emit("presence", {"code": code, "names": names}, to=sid)

    def _resume(self, message: object = None) -> None:
        """The missed facts in order, or a snapshot when they are too many or the number makes no sense.

        A phone always gets a snapshot, which costs the same however much it missed, and none while it has not read the last.
        """
        sid = request.sid  # type: ignore[attr-defined]
        client = self.clients.get(sid)
        if client is None:
            disconnect()
            return
        after = message.get("after") if isinstance(message, dict) else None
        try:
            self._replays.serve(sid, after, lambda number: self._catch_up(sid, client, number))
        except SQLAlchemyError:
            _LOG.exception("could not resume a client")
            disconnect()

    def _catch_up(self, sid: str, client: Client, after: object) -> None:
        with self._in_turn(client.payer):
            if client.is_phone and self.outboxes.waiting(sid) > _UNREAD:
                return
            with reading(self.book) as now:
                last = now.seq
            if isinstance(after, int) and after == last:
                return
            if client.is_phone or not isinstance(after, int) or self._replays.too_old(after, last):
                self._send_snapshot(sid, client)
            else:
                self._replays.replay(sid, client.audience, after, last)

    def recheck(self) -> None:
        """Disconnects clients whose token was revoked or whose session has ended; called after a fact about such an end."""
        handles = {client.handle for client in self.everyone() if client.handle is not None}
        if handles:
            self._let_go(handles - self.identities.still_known(handles))

    def end_overdue(self) -> None:
        """Disconnects every client whose session has expired, which is not in the diary."""
        now = self.identities.now_ms()
        self._let_go(
            {
                client.handle
                for client in self.everyone()
                if client.handle is not None and client.ends_at is not None and client.ends_at <= now
            }
        )

    def _let_go(self, handles: Collection[str]) -> None:
        for sid, client in list(self.clients.items()):
            if client.handle in handles:
                self._forget(sid)
                self.sockets.server.disconnect(sid)

    def restart(self, name: str) -> None:
        """Tells the screens of this name that are connected to this process to start again."""
        for sid, client in list(self.clients.items()):
            if client.name == name and client.role == Role.DISPLAY:
                self.sockets.emit("restart", {}, to=sid)

    def close(self) -> None:
        """Disconnects all clients, because the server stops or the database was put back to an older state."""
        for sid in list(self.clients):
            self.sockets.server.disconnect(sid)
        self.clients.clear()


def _plain(given: object) -> str:
    """The given secret or code, or an empty text if it cannot be one: ours have plain ASCII letters and signs only."""
    return given if isinstance(given, str) and given.isascii() and given.isprintable() else ""
