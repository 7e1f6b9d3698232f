"""`/rate/{counter}`: the tablet at a counter that asks for a rating after a visit. Its scripts are plain, for old tablets."""

from flask import Blueprint

from queue_server.http.pages.frame import render, texts
from shared.text.messages import LANGUAGES
from shared.web.pages import Shell

_ICONS = ("check", "frown", "landmark", "meh", "smile", "triangle-alert")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/rate/<int:counter>")
    def rate(counter: int) -> str:
        return render(
            "visitors/rate/rate.html",
            shell,
            icons=_ICONS,
            counter=counter,
            both={lang: texts(lang, "tablet", "rating", "choice") for lang in LANGUAGES},
        )
