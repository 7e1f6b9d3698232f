"""The virtual printer's page and API: each fault can be set by hand and by a program, and is shown."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kiosk.api import guard
from kiosk.virtual_printer import Roll, VirtualDevice, blueprint
from kiosk.virtual_printer.condition import NAMES, Condition, changes
from shared.web import assets

HOST = "127.0.0.1:21990"
API = {"Origin": f"http://{HOST}", "Accept": "application/json"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    device = VirtualDevice(Roll(tmp_path / "papers"))
    app = Flask(__name__, static_folder=None)
    guard.install(app, 21990)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(blueprint(device))
    app.config["SERVER_NAME"] = HOST  # which the test's client then asks for
    yield app.test_client()
    device.stop()


def condition(client: FlaskClient, **form: str) -> dict[str, object]:
    answer = client.post("/paper/simulate", data=form, headers=API)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json["condition"]  # type: ignore[index]
    assert client.get("/paper/state").json["condition"] == found  # type: ignore[index]
    return found


def test_every_fault_is_a_button_with_a_sentence_in_both_languages(client: FlaskClient) -> None:
    for lang in ("vi", "en"):
        page = client.get(f"/paper?lang={lang}").text
        for name in NAMES:
            assert f'name="{name}" value="on" aria-pressed="false" title="' in page
        assert 'title=""' not in page


def test_faults_are_set_together_changed_and_ended(client: FlaskClient) -> None:
    well = asdict(Condition())
    assert condition(client, paper_out="on", late="0.5") == {**well, "paper_out": True, "late": 0.5}
    assert condition(client, swallow="on", late="off") == {**well, "paper_out": True, "swallow": 20_000}
    assert condition(client, reset="on", power_cycle="500") == {**well, "power_cycle": 500}
    assert 'name="power_cycle" value="off" aria-pressed="true"' in client.get("/paper").text


@pytest.mark.parametrize(
    "form", [{"paper_out": "yes"}, {"late": "soon"}, {"swallow": "-1"}, {"late": "nan"}, {"runs_out": "1.5"}]
)
def test_a_value_that_is_none_changes_nothing(client: FlaskClient, form: dict[str, str]) -> None:
    answer = client.post("/paper/simulate", data={"cover_open": "on", **form}, headers=API)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")  # type: ignore[index]
    assert client.get("/paper/state").json["condition"] == asdict(Condition())  # type: ignore[index]


def test_a_foreign_page_cannot_play_with_the_printer(client: FlaskClient) -> None:
    for headers in ({"Origin": "http://evil.example"}, {}):
        assert client.post("/paper/simulate", data={"off": "on"}, headers=headers).status_code == 403


@given(form=st.dictionaries(st.sampled_from([*NAMES, "reset", "x"]), st.text(max_size=12)))
def test_any_form_is_a_change_or_refused(form: dict[str, str]) -> None:
    try:
        found = changes(form)
    except ValueError:
        return
    assert set(found) <= {field.name for field in fields(Condition)}
