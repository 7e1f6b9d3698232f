"""`/rate/{counter}`: the tablet at a counter that asks for a rating after a visit. Its scripts are plain, for old tablets."""

from flask import Blueprint

from queue_server.pages.frame import render, texts
from shared.pages import Shell
from shared.text.messages import LANGUAGES

_ICONS = ("check", "frown", "landmark", "meh", "smile", "triangle-alert")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/rate/<int:counter>")
    def rate(counter: int) -> str:
        return render(
            "rate.html",
            shell,
            icons=_ICONS,
            counter=counter,
            both={lang: texts(lang, "tablet", "rating", "choice") for lang in LANGUAGES},
        )
