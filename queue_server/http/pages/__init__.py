"""The server's own pages: sign-in, supervisor, dossiers, follow, board, administration. They decide nothing.

A page is a frame with texts; everything that changes in it comes from the API and from Socket.IO facts.
"""

from flask import Blueprint

from queue_server.appointments.pages import appointments_page
from queue_server.centre.pages import administration_page, entrance_page, screens_page
from queue_server.dossiers.pages import dossiers_page, work_page
from queue_server.hall.pages import board_page, supervisor_page
from queue_server.money.pages import cash_page
from queue_server.reports.pages import office_page
from queue_server.visitors.pages import follow_page, greeter_page, rate_page
from shared.web.pages import Shell

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
        entrance_page,
        supervisor_page,
        dossiers_page,
        work_page,
        cash_page,
        office_page,
        follow_page,
        rate_page,
        appointments_page,
        greeter_page,
        board_page,
        screens_page,
        administration_page,
    ):
        part.add_to(pages, shell)
    return pages
