"""`/administration`: people, devices' tokens and the templates of forms."""

from flask import Blueprint

from queue_server.http.pages.frame import ADMINISTERING, for_people, render
from shared.web.pages import Person, Shell
from shared.wire.access import LEAST_PASSWORD
from shared.wire.vocabulary import Role

_TOKEN_ROLES = (Role.KIOSK, Role.DISPLAY, Role.INTEGRATION, Role.OFFICER, Role.SUPERVISOR)


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/administration")
    @for_people(shell, ADMINISTERING)
    def administration(person: Person) -> str:
        return render(
            "centre/administration/administration.html",
            shell,
            person=person,
            here="administration",
            tables=("admin", "forms"),
            least_password=LEAST_PASSWORD,
            person_roles=[role.value for role in (Role.OFFICER, Role.SUPERVISOR, Role.ADMIN)],
            token_roles=[role.value for role in _TOKEN_ROLES],
        )
