"""Addresses that are written down late: the same ones as the library's, compiled only for who asks."""

import pytest
from flask import Flask, url_for
from flask_openapi import Info
from werkzeug.routing import Map, Rule

from queue_server.http import problems
from queue_server.http.document import Document
from queue_server.http.late_rule import LateRule

PATHS = ("/plain", "/counters/<int:number>/panel", "/media/<path:name>", "/<a>/tối/<b>")
VALUES = {"number": 7, "name": "a b/c.png", "a": "Hạ Long", "b": "x", "more": "ý?&"}


@pytest.mark.parametrize("path", PATHS)
def test_an_address_is_the_librarys_own(path: str) -> None:
    written = []
    for kind in (Rule, LateRule):
        rule = kind(path, endpoint="it")
        map_ = Map([rule])
        given = {key: value for key, value in VALUES.items() if key in rule.arguments or key == "more"}
        adapter = map_.bind("so.example")
        # Twice: the second time it is compiled already; and without what the address does not name.
        written.append([adapter.build("it", given), adapter.build("it", given, append_unknown=False)] * 2)
    assert written[0] == written[1]


def test_wiring_an_application_compiles_none(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = Rule._compile_builder
    monkeypatch.setattr(
        Rule,
        "_compile_builder",
        lambda rule, *given: (compiled.append(rule.rule), compile_now(rule, *given))[1],
    )
    app: Flask = Document(
        "test", info=Info(title="test", version="0"), validation_error_callback=problems.of_validation
    )
    app.add_url_rule("/counters/<int:number>", "counter", lambda number: "")
    assert [rule for rule in compiled if rule.startswith("/counters")] == []
    with app.test_request_context():
        assert url_for("counter", number=3) == "/counters/3"
    assert compiled == ["/counters/<int:number>"]
