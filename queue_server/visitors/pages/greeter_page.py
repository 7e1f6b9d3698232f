"""`/greeter` for a tablet at the door, and `/papers/{procedure}`, a list of papers for anyone's phone."""

from flask import Blueprint

from queue_server.http.pages.frame import STAFF, for_people, render, texts
from shared.text.messages import LANGUAGES
from shared.web.pages import Person, Shell

_ICONS = ("check", "clock", "file-text", "printer", "receipt-text", "search", "triangle-alert", "users")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds both pages."""

    @pages.get("/greeter")
    @for_people(shell, STAFF)
    def greeter(person: Person) -> str:
        return render(
            "visitors/greeter/greeter.html",
            shell,
            person=person,
            here="greeter",
            tables=("greeter", "need"),
            icons=_ICONS,
        )

    @pages.get("/papers/<string:ident>")
    def papers(ident: str) -> str:
        both = {lang: texts(lang, "need") for lang in LANGUAGES}
        return render(
            "visitors/greeter/papers.html", shell, icons=("check", "landmark"), ident=ident, both=both
        )
