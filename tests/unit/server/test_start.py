"""What is decided from the bare arguments before anything is imported: it must agree with what the parser makes of them."""

import pytest

from queue_server import __main__ as start
from queue_server.server import start as serving


@pytest.mark.parametrize(
    ("arguments", "database"),
    [
        (["--database", "postgresql://x"], "postgresql://x"),
        (["--database=postgresql://x"], "postgresql://x"),
        (["--datab", "postgresql://x"], "postgresql://x"),
        (["--port", "8080"], None),
    ],
)
def test_a_database_of_its_own_is_seen_however_it_is_named(
    arguments: list[str], database: str | None
) -> None:
    given = ["--data-dir", "data", *arguments]
    assert serving.parse(given).database == database
    assert start._names_database(given) is (database is not None)
