"""Every address of the server: the API of each topic, the pages, and the browser's files."""

import counter_panel
from queue_server.appointments import api as appointments
from queue_server.appointments.pages import appointments_page
from queue_server.centre.api import doubts, emergency, media, notice, pairing, people, session
from queue_server.centre.pages import administration_page, entrance_page, screens_page
from queue_server.dossiers.api import attachments, story
from queue_server.dossiers.api import dossiers as dossiers_api
from queue_server.dossiers.pages import dossiers_page, work_page
from queue_server.exchange.api import imports, portal
from queue_server.exchange.pages import exchange_page
from queue_server.forms.api import forms, greeting, money
from queue_server.hall.api import balance, catalogue, counters, devices, feed
from queue_server.hall.pages import board_page, supervisor_page
from queue_server.http import guard, problems
from queue_server.http.document import Document
from queue_server.http.pages.files import Pages
from queue_server.http.pages.shell import PageShell
from queue_server.http.process import health_api
from queue_server.http.services import services
from queue_server.intake import api as intake_api
from queue_server.money.pages import cash_page
from queue_server.reports.api import complaints, reports, returns
from queue_server.reports.pages import reports_page
from queue_server.services import Services
from queue_server.upkeep import metrics_api
from queue_server.visitors.api import kiosk_dossiers, receipts, ticket_holder, tickets, timelines
from queue_server.visitors.pages import complaints_page, follow_page, greeter_page, rate_page, receipt_page
from shared.web import assets
from shared.web.pages import Shell


def register(app: Document, shell: PageShell, running: Services) -> None:
    """Mounts all of it, and hands to the views what they need of the running centre."""
    _hand_over(app, running)
    problems.register(app)
    guard.register(app)
    for api in (
        catalogue.api,
        tickets.api,
        ticket_holder.api,
        counters.api,
        balance.api,
        intake_api.api,
        dossiers_api.api,
        receipts.api,
        timelines.api,
        kiosk_dossiers.api,
        appointments.api,
        greeting.api,
        story.api,
        forms.api,
        money.api,
        complaints.api,
        attachments.api,
        feed.api,
        health_api.watch,
        metrics_api.api,
        devices.api,
        session.api,
        people.api,
        reports.api,
        returns.api,
        portal.api,
        imports.api,
        pairing.api,
        doubts.api,
        emergency.api,
        notice.api,
        media.api,
    ):
        app.register_api(api)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(media.files)
    app.register_blueprint(_pages(shell))
    app.register_blueprint(counter_panel.blueprint(shell))


def _hand_over(app: Document, running: Services) -> None:
    services.give(app, running)
    health_api.checks.give(app, running.health)
    metrics_api.process.give(app, running)
    media.media_files.give(app, running.media_files)
    attachments.scans.give(app, running.scans)
    catalogue.looked_up.give(app, running.catalogue)
    devices.screens.give(app, running.screens)
    balance.advice.give(app, running.advice)
    greeting.loads.give(app, running.loads)


_PAGES = (
    entrance_page,
    supervisor_page,
    dossiers_page,
    work_page,
    cash_page,
    reports_page,
    complaints_page,
    exchange_page,
    follow_page,
    receipt_page,
    rate_page,
    appointments_page,
    greeter_page,
    board_page,
    screens_page,
    administration_page,
)
_TOPICS = (
    "http",
    "centre",
    "dossiers",
    "hall",
    "money",
    "appointments",
    "visitors",
    "forms",
    "reports",
    "exchange",
)
"""The topics that have pages; `http` has the frame that they stand in."""


def _pages(shell: Shell) -> Pages:
    pages = Pages(_TOPICS)
    for part in _PAGES:
        part.add_to(pages, shell)
    return pages
