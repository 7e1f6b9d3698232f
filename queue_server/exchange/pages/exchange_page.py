"""`/exchange` for administrators: registers and catalogues in, everything out."""

from flask import Blueprint

from queue_server.http.pages.frame import ADMINISTERING, for_people, render
from shared.web.pages import Person, Shell


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/exchange")
    @for_people(shell, ADMINISTERING)
    def exchange(person: Person) -> str:
        return render("exchange/exchange.html", shell, person=person, here="reports", tables=("exchange",))
