"""The types of the pages' scripts are those of the wire."""

from tests import wire_types


def test_the_types_of_the_pages_are_those_of_the_models() -> None:
    assert wire_types.FILE.read_text("utf-8") == wire_types.declarations(), "run: python -m tests.wire_types"


def test_every_message_has_a_name_of_its_own() -> None:
    # The served document keeps one schema a name: of two messages with one name it would describe only one.
    named: dict[str, set[str]] = {}
    for model in wire_types.models():
        named.setdefault(model.__name__, set()).add(model.__module__)
    assert {name: modules for name, modules in named.items() if len(modules) > 1} == {}
