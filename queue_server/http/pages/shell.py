"""What the pages ask of the server that mounts them: who is signed in, and what the centre is called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from queue_server.http.guard import book, identify
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.reading import reading
from shared.wire.vocabulary import Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person whose browser asks."""

    name: str
    role: Role
    counters: Collection[int]
    csrf: str
    must_change_password: bool


class PageShell:
    """The one implementation of the pages' and the panel's `Shell`."""

    def person(self) -> SignedIn | None:
        """The signed-in person of this request, or None."""
        try:
            found = identify()
        except RuleBroken:
            return None
        if found is None or not found.is_person:
            return None
        actor = found.actor
        return SignedIn(
            actor.name, Role(actor.role), actor.counters, found.csrf or "", found.must_change_password
        )

    def centre_name(self) -> tuple[str, str]:
        """The centre's name and the line below it."""
        centre = book().centre.centre
        return centre.name, centre.subtitle

    def counters(self) -> Sequence[tuple[int, str, Sequence[str]]]:
        """Every counter: number, name, and the names of the queues that it serves."""
        with reading(book()) as now:
            centre = now.centre
        names = {queue.id: queue.name for queue in centre.queues}
        return [(c.number, c.name, [names[q] for q in c.queues]) for c in centre.counters]

    def pause_reasons(self) -> Sequence[str]:
        """The centre's own reasons of a pause; empty: the program's."""
        centre = book().centre.centre
        return list(centre.panel.pause_reasons)

    def long_queue(self) -> int:
        """How many waiting people make a counter's queue long; 0: none do."""
        return book().centre.centre.panel.long_queue
