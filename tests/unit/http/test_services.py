"""What the wiring hands to an application: each has its own, so that one process may hold several centres."""

from flask import Flask

from queue_server.http.services import Handed

PART = Handed[list[str]]("a part of this test")


def test_each_application_is_given_its_own_part() -> None:
    parts = {"one": ["quận"], "two": ["xã"]}
    apps = [(name, Flask(name)) for name in parts]
    for name, app in apps:
        PART.give(app, parts[name])

    found = []
    for _, app in [*apps, *apps]:
        with app.test_request_context():
            found.append(PART())

    assert [id(part) for part in found] == [id(parts[name]) for name in ("one", "two", "one", "two")]
