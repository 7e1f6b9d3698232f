"""`/screens`: the hall's screens as they are now, emergencies, and what is shown between calls."""

from flask import Blueprint

from queue_server.http.pages.frame import for_people, render
from shared.web.pages import Person, Shell
from shared.wire.vocabulary import SUPERVISING

_ICONS = (
    "arrow-down",
    "arrow-up",
    "check",
    "film",
    "image-plus",
    "monitor",
    "rotate-cw",
    "siren",
    "triangle-alert",
)


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/screens")
    @for_people(shell, SUPERVISING)
    def screens(person: Person) -> str:
        return render(
            "centre/screens/screens.html",
            shell,
            person=person,
            here="screens",
            tables=("nav", "screens", "device"),
            icons=_ICONS,
        )
