"""`/cash`: the day's cash of an officer, or of all of them for supervisors."""

from flask import Blueprint

from queue_server.http.pages.frame import STAFF, for_people, render
from shared.web.pages import Person, Shell

_ICONS = ("banknote", "check", "download", "printer", "search", "triangle-alert", "x")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/cash")
    @for_people(shell, STAFF)
    def cash(person: Person) -> str:
        return render(
            "money/cash.html",
            shell,
            person=person,
            here="cash",
            tables=("cash", "fees", "method", "kind"),
            icons=_ICONS,
        )
