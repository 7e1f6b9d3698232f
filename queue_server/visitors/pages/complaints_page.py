"""`/complaints` for supervisors: the register of complaints."""

from flask import Blueprint

from queue_server.http.pages.frame import for_people, render
from shared.web.pages import Person, Shell
from shared.wire.vocabulary import SUPERVISING


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/complaints")
    @for_people(shell, SUPERVISING)
    def complaints(person: Person) -> str:
        return render(
            "visitors/complaints/complaints.html",
            shell,
            person=person,
            here="reports",
            tables=("complaints",),
        )
