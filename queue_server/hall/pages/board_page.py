"""`/board`: the lobby board in a smart TV's browser, old ones included. Shows what the hall may know."""

from flask import Blueprint

from queue_server.http.pages.frame import render
from shared.web.pages import Shell


def add_to(pages: Blueprint, shell: Shell) -> None:
    """Adds the page."""

    @pages.get("/board")
    def board() -> str:
        return render(
            "hall/board/board.html",
            shell,
            tables=("board", "weekday"),
            icons=("bell", "landmark", "triangle-alert"),
        )
