"""The exception that says why there is no number."""

from dataclasses import dataclass

from kiosk.answers.base import Next

_NEXT: dict[str, Next] = {
    # Asked again, the answer would be the same today.
    "one_a_field": "guide",
    "queue_closed": "guide",
    "quota_reached": "guide",
    "range_full": "guide",
    "lookup_only": "guide",
    "unknown_dossier": "without_dossier",
    "card_needed": "card",
}


@dataclass
class NotTaken(Exception):
    """There is no number. `code` is the server's, or one of `server_away`, `range_full`, `queue_closed`, `lookup_only`,
    `journal`; `title` is a Vietnamese sentence or empty."""

    code: str
    title: str = ""
    number: str | None = None
    """The number that the citizen holds already, if that is the reason for the refusal."""

    @property
    def next(self) -> Next:
        """What the citizen can do next; to ask again, where nothing speaks against it."""
        return _NEXT.get(self.code, "again")
