"""`/` and `/sign-in`: to one's work, and the way in. Passwords go to the API, never through these pages."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from queue_server.http.pages.frame import home_of, render
from shared.web.pages import Shell
from shared.wire.access import LEAST_PASSWORD


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds both pages."""

    @pages.get("/")
    def start() -> ResponseReturnValue:
        person = shell.person()
        if person is None or person.must_change_password:
            return redirect("/sign-in")
        return redirect(home_of(person.role, at_counter=bool(person.counters)))

    @pages.get("/sign-in")
    def sign_in() -> ResponseReturnValue:
        person = shell.person()
        goal = local_path(request.args.get("next", ""))
        if person is not None and not person.must_change_password and "change" not in request.args:
            return redirect(goal or home_of(person.role, at_counter=bool(person.counters)))
        return render(
            "centre/sign_in/sign_in.html",
            shell,
            person=person,
            tables=("sign_in",),
            icons=("eye", "eye-off"),
            goal=goal,
            least_password=LEAST_PASSWORD,
            forced=person is not None and person.must_change_password,
        )


def local_path(wish: str) -> str:
    """The wanted address when it is a path of this server, else an empty text: a link must not lead to another site."""
    parts = urlsplit(wish)
    fine = (
        wish.startswith("/")
        and not wish.startswith(("//", "/\\", "/sign-in"))
        and not parts.netloc
        and wish.isprintable()
        and "\\" not in wish
    )
    return wish if fine else ""
