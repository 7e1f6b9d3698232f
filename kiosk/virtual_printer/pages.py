"""The page that shows the virtual printer's paper, and the buttons for what can go wrong with it.

Tests and the torture use the same addresses, on the kiosk's port or on `motcua printer --page-port`:

- `GET /paper/state` → `{"papers":[{"number","at"}…],"condition":{name: value}}`, newest paper first.
- `GET /paper/{number}.png`, `GET /paper/latest.png`: a paper, dot for dot.
- `POST /paper/simulate` with a form of the names and values that `condition` lists, several at once (`paper_out=on`,
  `swallow=20000`, `late=off`, …) and the headers `Origin: http://127.0.0.1:PORT` and `Accept: application/json` → the
  state as above; 422 for a value that is none. What is not named stays as it is; `reset=on` first ends all of them.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import tzinfo
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response as AnyResponse

from kiosk.virtual_printer.condition import NAMES, Condition, changes
from kiosk.virtual_printer.device import VirtualDevice
from shared.text.dates import clock
from shared.text.messages import section

_STATIC = Path(__file__).parent / "static"


def blueprint(device: VirtualDevice, zone: Callable[[], tzinfo | None] = lambda: None) -> Blueprint:
    """`/paper`, `/paper/latest.png`, `/paper/{n}.png`, and `POST /paper/simulate`.

    `zone` returns the time zone in which the papers' times are shown; None is the machine's own.
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
        return render_template("virtual_printer/paper.html", texts=texts, lang=lang, faults=NAMES, **_shown())

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
        """Sets what the form names; a form without scripts is sent back to the page."""
        try:
            wanted = changes(request.form)
        except ValueError as error:
            return make_response(jsonify({"code": "invalid", "title": str(error)}), 422)
        fresh = asdict(Condition()) if request.form.get("reset") == "on" else {}
        device.simulate(**(fresh | wanted))
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
        return {"papers": papers, "condition": asdict(device.condition)}

    return pages
