"""`/f/{secret}`: a citizen's own number on the phone. Its scripts are plain ES5, so that old phones can use it."""

from flask import Blueprint, Response, make_response, request

from queue_server.hall.rules.ordering import DELAY_MS
from queue_server.http.pages.frame import render, texts
from shared.text.messages import LANGUAGES
from shared.web.pages import Shell

_ICONS = (
    "bell",
    "bell-ring",
    "check",
    "circle-x",
    "clock-3",
    "frown",
    "hourglass",
    "landmark",
    "meh",
    "rotate-ccw",
    "smile",
    "triangle-alert",
)


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/f/<string:secret>")
    def follow(secret: str) -> Response:
        wish = request.args.get("lang")
        page = render(
            "visitors/follow/follow.html",
            shell,
            icons=_ICONS,
            secret=secret,
            wish=wish if wish in LANGUAGES else None,
            delay_minutes=DELAY_MS // 60_000,
            both={lang: texts(lang, "follow", "own", "rating", "choice") for lang in LANGUAGES},
        )
        response = make_response(page)
        # Whoever has the address has the number, so it must not get into shared caches (nor, as on every page, into
        # referrers).
        response.headers["Cache-Control"] = "private, no-store"
        return response
