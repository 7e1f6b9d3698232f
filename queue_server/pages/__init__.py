"""The server's own pages: sign-in, supervisor, dossiers, follow, board, administration. They decide nothing.

A page is a frame with texts; everything that changes in it comes from the API and from Socket.IO facts.
"""

from flask import Blueprint

from queue_server.pages import (
    administration,
    appointments,
    board,
    cash,
    dossiers,
    entrance,
    follow,
    greeter,
    office,
    rate,
    screens,
    supervisor,
    work,
)
from shared.pages import Shell

__all__ = ["blueprint"]


def blueprint(shell: Shell) -> Blueprint:
    """All pages with their scripts and styles (`/pages-static/…`)."""
    pages = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/pages-static",
    )
    for part in (
        entrance,
        supervisor,
        dossiers,
        work,
        cash,
        office,
        follow,
        rate,
        appointments,
        greeter,
        board,
        screens,
        administration,
    ):
        part.add_to(pages, shell)
    return pages
