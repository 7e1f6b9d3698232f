"""`/dossiers` and `/dossiers/{code}` for staff."""

from flask import Blueprint

from queue_server.http.pages.frame import STAFF, for_people, render
from shared.text.messages import say
from shared.web.pages import Person, Shell

STATUSES = range(1, 11)


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the two pages."""

    @pages.get("/dossiers")
    @for_people(shell, STAFF)
    def dossiers(person: Person) -> str:
        names = {status: say(f"dossier.status.{status}") for status in STATUSES}
        return render(
            "dossiers/lists/dossiers.html",
            shell,
            person=person,
            here="dossiers",
            tables=("dossier", "known", "work"),
            icons=("search", "triangle-alert"),
            statuses=names,
        )

    @pages.get("/dossiers/<string:code>")
    @for_people(shell, STAFF)
    def dossier(person: Person, code: str) -> str:
        return render(
            "dossiers/dossier/dossier.html",
            shell,
            person=person,
            here="dossiers",
            tables=(
                "dossier",
                "ticket_state",
                "forms",
                "slip",
                "fees",
                "method",
                "nav",
                "work",
                "known",
                "case",
            ),
            icons=("triangle-alert", "clock-alert", "printer", "check", "x", "banknote", "eye", "inbox"),
            code=code,
        )
