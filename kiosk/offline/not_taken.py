"""The exception that says why there is no number."""

from dataclasses import dataclass


@dataclass
class NotTaken(Exception):
    """There is no number. `code` is the server's, or one of `server_away`, `range_full`, `queue_closed`, `lookup_only`,
    `journal`; `title` is a Vietnamese sentence or empty."""

    code: str
    title: str = ""
    number: str | None = None
    """The number that the citizen holds already, if that is the reason for the refusal."""
