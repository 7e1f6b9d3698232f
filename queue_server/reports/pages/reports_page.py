"""`/reports` for supervisors; the figures come from the API."""

from flask import Blueprint

from queue_server.http.pages.frame import for_people, render
from shared.web.pages import Person, Shell
from shared.wire.vocabulary import SUPERVISING


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/reports")
    @for_people(shell, SUPERVISING)
    def reports(person: Person) -> str:
        return render("reports/reports.html", shell, person=person, here="reports", tables=("returns",))
