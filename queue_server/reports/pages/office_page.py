"""`/reports`, `/complaints` for supervisors, `/exchange` for administrators. Pages only: the API counts and saves."""

from flask import Blueprint

from queue_server.http.pages.frame import ADMINISTERING, for_people, render
from shared.web.pages import Person, Shell
from shared.wire.vocabulary import SUPERVISING


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the three pages."""

    @pages.get("/reports")
    @for_people(shell, SUPERVISING)
    def reports(person: Person) -> str:
        return render("reports/reports.html", shell, person=person, here="reports", tables=("returns",))

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

    @pages.get("/exchange")
    @for_people(shell, ADMINISTERING)
    def exchange(person: Person) -> str:
        return render("exchange/exchange.html", shell, person=person, here="reports", tables=("exchange",))
