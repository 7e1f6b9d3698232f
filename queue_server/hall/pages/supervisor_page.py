"""`/supervisor`: the centre live and the day's figures."""

from flask import Blueprint

from queue_server.http.pages.frame import for_people, render
from shared.web.pages import Person, Shell
from shared.wire.vocabulary import SUPERVISING

_TABLES = (
    "nav",
    "supervisor",
    "alert",
    "queue",
    "counter",
    "device",
    "papers",
    "doubt",
    "pairing",
    "visits",
    "screens",
    "balance",
    "alarm",
    "figures",
    "greeter_figures",
    "told_figures",
    "weekday",
)
_ICONS = (
    "arrow-right-left",
    "bell",
    "bell-off",
    "check",
    "chevron-down",
    "circle-alert",
    "clock",
    "link",
    "monitor",
    "monitor-off",
    "receipt-text",
    "rotate-cw",
    "scale",
    "siren",
    "tablet-smartphone",
    "triangle-alert",
    "undo-2",
    "users",
    "wifi-off",
    "x",
)


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/supervisor")
    @for_people(shell, SUPERVISING)
    def supervisor(person: Person) -> str:
        return render(
            "hall/supervisor/supervisor.html",
            shell,
            person=person,
            here="supervisor",
            tables=_TABLES,
            icons=_ICONS,
        )
