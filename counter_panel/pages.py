"""The pages of the counter panel: choosing a counter, and working at one.

What changes on them comes from the API (`GET /api/v1/counters/{n}/panel`) and from Socket.IO facts.
"""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from shared.text.messages import section
from shared.web.assets import icon
from shared.web.pages import Person, Shell, language, to_sign_in
from shared.wire.base import PHONE
from shared.wire.dossiers import CITIZEN_CARD
from shared.wire.vocabulary import Role

ICONS = (
    "arrow-right-left",
    "ban",
    "banknote",
    "bell-ring",
    "calendar-clock",
    "check",
    "check-check",
    "chevron-down",
    "chevrons-up",
    "circle-alert",
    "circle-question-mark",
    "clock",
    "file-text",
    "flag",
    "hand",
    "heart",
    "hourglass",
    "log-out",
    "pause",
    "play",
    "plus",
    "power",
    "printer",
    "rotate-ccw",
    "scan-line",
    "siren",
    "square-check-big",
    "timer",
    "undo-2",
    "user",
    "wifi-off",
    "x",
)
"""The Lucide icons that the page's scripts draw; each is sent once, inside a template element."""


def blueprint(shell: Shell) -> Blueprint:
    """`/panel` and `/panel/{n}` with their scripts and styles. Nobody signed in: to `/sign-in?next=…`."""
    panel = Blueprint(
        "counter_panel",
        __name__,
        url_prefix="/panel",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )

    @panel.get("")
    def choose() -> ResponseReturnValue:
        person = _inside(shell)
        if person is None:
            return to_sign_in()
        mine = usable(shell.counters(), person)
        if len(mine) == 1:
            return redirect(url_for("counter_panel.work", number=mine[0][0]))
        return _page("choose.html", shell, person, counters=mine)

    @panel.get("/<int:number>")
    def work(number: int) -> ResponseReturnValue:
        person = _inside(shell)
        if person is None:
            return to_sign_in()
        counters = shell.counters()
        mine = {row[0]: row for row in usable(counters, person)}
        if number not in mine:
            if number in {row[0] for row in counters}:
                return _page("not_yours.html", shell, person, number=number), 403
            abort(404)
        lang = language()
        return _page(
            "panel.html",
            shell,
            person,
            counter=mine[number],
            several=len(mine) > 1,
            data={
                "lang": lang,
                "texts": {**section("panel", lang), **_about_money(lang), **_of_session(lang)},
                "counter": number,
                "pauseReasons": list(shell.pause_reasons()),
                "longQueue": shell.long_queue(),
                "patterns": {"phone": PHONE, "card": CITIZEN_CARD},
            },
            icons={name: Markup(icon(name)) for name in ICONS},
        )

    return panel


def usable(
    counters: Sequence[tuple[int, str, Sequence[str]]], person: Person
) -> list[tuple[int, str, Sequence[str]]]:
    """The counters at which the person may work, by number: an officer's own, everyone else's all."""
    if person.role != Role.OFFICER:
        return sorted(counters)
    return sorted(row for row in counters if row[0] in person.counters)


def _inside(shell: Shell) -> Person | None:
    """Who may work now: a first password has to be changed on the sign-in page before."""
    person = shell.person()
    return None if person is None or person.must_change_password else person


def _about_money(lang: str) -> dict[str, str]:
    """The sentences of shared/static/office/fees.js."""
    return {key: text for key, text in section("money", lang).items() if key.startswith(("fees.", "method."))}


def _of_session(lang: str) -> dict[str, str]:
    """The sentences of shared/static/parts/sign_in_again.js."""
    return {key: text for key, text in section("page", lang).items() if key.startswith("session.")}


def _page(template: str, shell: Shell, person: Person, **values: object) -> str:
    lang = language()
    texts: Mapping[str, str] = section("panel", lang)
    name, subtitle = shell.centre_name()
    return render_template(
        f"counter_panel/{template}",
        lang=lang,
        say=lambda key, **filled: texts[key].format(**filled),
        centre_name=name,
        centre_subtitle=subtitle,
        person=person,
        icon=lambda which: Markup(icon(which)),
        **values,
    )
