"""`/d/{code}?secret=`: the page of a receipt's holder."""

from flask import Blueprint

from queue_server.http.pages.frame import render
from shared.web.pages import Shell

RATING_ICONS = ("check", "file-text", "frown", "landmark", "meh", "smile")


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/d/<string:code>")
    def receipt(code: str) -> str:
        return render(
            "visitors/receipt/receipt.html",
            shell,
            tables=("receipt", "rating"),
            icons=RATING_ICONS,
            code=code,
        )
