"""`/work`, `/overdue`, `/registers` and the "Diễn biến" of a dossier or a ticket."""

from flask import Blueprint

from queue_server.http.pages.frame import STAFF, for_people, render
from shared.web.pages import Person, Shell
from shared.wire.vocabulary import SUPERVISING

_ICONS = ("triangle-alert", "clock-alert", "check", "eye", "inbox", "printer", "pencil", "x")
_TABLES = ("nav", "dossier", "work", "known", "forms", "slip", "due", "register")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the pages."""

    @pages.get("/work")
    @for_people(shell, STAFF)
    def work(person: Person) -> str:
        return render(
            "dossiers/lists/work.html", shell, person=person, here="work", tables=_TABLES, icons=_ICONS
        )

    @pages.get("/overdue")
    @for_people(shell, SUPERVISING)
    def overdue(person: Person) -> str:
        return render(
            "dossiers/lists/overdue.html", shell, person=person, here="overdue", tables=_TABLES, icons=_ICONS
        )

    @pages.get("/registers")
    @for_people(shell, STAFF)
    def registers(person: Person) -> str:
        return render(
            "dossiers/lists/registers.html",
            shell,
            person=person,
            here="dossiers",
            tables=_TABLES,
            icons=_ICONS,
        )

    @pages.get("/dossiers/<string:code>/timeline")
    @for_people(shell, STAFF)
    def dossier_timeline(person: Person, code: str) -> str:
        return _story(person, f"/dossiers/{code}", code)

    @pages.get("/tickets/<int:ident>/timeline")
    @for_people(shell, STAFF)
    def ticket_timeline(person: Person, ident: int) -> str:
        return _story(person, f"/tickets/{ident}", "")

    def _story(person: Person, path: str, code: str) -> str:
        return render(
            "dossiers/timeline/timeline.html",
            shell,
            person=person,
            here="dossiers",
            tables=("story", "dossier"),
            icons=_ICONS,
            path=path,
            code=code,
        )
