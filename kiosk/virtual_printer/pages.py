"""The page that shows the virtual printer's paper, and the buttons that empty it or open its cover. Prints nothing."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from kiosk.virtual_printer.device import VirtualDevice
from shared.text.dates import clock
from shared.text.messages import section

_STATIC = Path(__file__).parent / "static"
_SWITCHES = ("paper_out", "paper_low", "cover_open")


def blueprint(device: VirtualDevice, zone: Callable[[], tzinfo | None] = lambda: None) -> Blueprint:
    """`/paper`, `/paper/latest.png`, `/paper/{n}.png`, and `POST /paper/simulate`.

    `zone` is the one in which the papers' times are shown; the machine's own where it is None.
    """
    pages = Blueprint("paper", __name__, url_prefix="/paper", template_folder="templates")

    @pages.get("")
    def page() -> str:
        lang = "en" if request.args.get("lang") == "en" else "vi"
        texts = {
            key.removeprefix("paper."): text
            for key, text in section("kiosk", lang).items()
            if key.startswith("paper.")
        }
        return render_template("virtual_printer/paper.html", texts=texts, lang=lang, **_shown())

    @pages.get("/state")
    def state() -> Response:
        return jsonify(_shown())

    @pages.get("/latest.png")
    def latest() -> AnyResponse:
        numbers = device.roll.numbers()
        if not numbers:
            abort(404)
        return picture(numbers[0])

    @pages.get("/<int:number>.png")
    def picture(number: int) -> AnyResponse:
        path = device.roll.path(number)
        if path is None:
            abort(404)
        return send_file(path, mimetype="image/png", max_age=0)

    @pages.get("/<name>.<any(js, css):kind>")
    def static(name: str, kind: str) -> AnyResponse:
        if name != "paper":
            abort(404)
        return send_file(_STATIC / f"paper.{kind}", max_age=300)

    @pages.post("/simulate")
    def simulate() -> AnyResponse:
        """Sets the switches that are sent as "on" or "off"; a form without scripts is sent back to the page."""
        changes = {key: request.form[key] == "on" for key in _SWITCHES if key in request.form}
        device.simulate(**changes)
        if request.headers.get("Accept", "").startswith("application/json"):
            return jsonify(_shown())
        return redirect("/paper", 303)

    def _shown() -> dict[str, object]:
        papers = []
        for number in device.roll.numbers():
            try:
                at = device.roll.printed_at(number)
            except FileNotFoundError:
                continue  # dropped from the roll this very moment
            papers.append({"number": number, "at": clock(at.astimezone(zone()))})
        condition = device.condition
        return {"papers": papers, "condition": {key: getattr(condition, key) for key in _SWITCHES}}

    return pages
