"""The types of the pages' scripts are those of the wire."""

from tests import wire_types


def test_the_types_of_the_pages_are_those_of_the_models() -> None:
    assert wire_types.FILE.read_text("utf-8") == wire_types.declarations(), "run: python -m tests.wire_types"
