"""Pages get our shared files and a short list of libraries, and nothing else of the machine."""

import posixpath
import re

from flask import Flask

from shared.web import assets

app = Flask("pages")
app.register_blueprint(assets.blueprint())


def status(name: str) -> int:
    with app.test_client().get(f"/assets/{name}") as answer:
        return answer.status_code


def test_every_listed_library_is_there() -> None:
    assert {name for name in assets.VENDOR if status(f"vendor/{name}") != 200} == set()


def test_what_a_library_imports_is_served_too() -> None:
    imported = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), found))
        for name, path in assets.VENDOR.items()
        if name.startswith("lit-html/")
        for found in re.findall(r'from"(\.[^"]+)"', path.read_text("utf-8"))
    }
    assert imported
    assert imported <= set(assets.VENDOR)


def test_nothing_else_can_be_reached() -> None:
    asked = ("vendor/lit-html/package.json", "vendor/../../package.json", "../assets.py", "none.js")
    assert [status(name) for name in asked] == [404] * len(asked)
