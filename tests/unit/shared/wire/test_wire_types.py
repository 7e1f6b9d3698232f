"""The types and lengths of the pages' scripts are those of the wire, and of what the kiosk's agent answers its page."""

import pytest

from tests import wire_types

SPACES = (wire_types.WIRE, wire_types.AGENT)


@pytest.mark.parametrize("space", SPACES, ids=lambda space: str(space.name))
def test_the_types_of_the_pages_are_those_of_the_models(space: wire_types.Space) -> None:
    assert space.file.read_text("utf-8") == wire_types.declarations(space), "run: python -m tests.wire_types"


def test_the_pages_let_nobody_type_more_letters_than_the_models_take() -> None:
    for file, handed in wire_types.LONGEST.items():
        assert file.read_text("utf-8") == wire_types.lengths(handed), "run: python -m tests.wire_types"


@pytest.mark.parametrize("space", SPACES, ids=lambda space: str(space.name))
def test_every_message_has_a_name_of_its_own(space: wire_types.Space) -> None:
    # The served document keeps one schema a name: of two messages with one name it would describe only one.
    named: dict[str, set[str]] = {}
    for model in wire_types.models(space):
        named.setdefault(model.__name__, set()).add(model.__module__)
    assert {name: modules for name, modules in named.items() if len(modules) > 1} == {}
