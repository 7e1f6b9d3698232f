"""Whatever stands in an address, the answer is no failure, and the log does not repeat it."""

import io
import json
import logging
import uuid
from collections.abc import Iterator

import pytest

from shared.logs import journal as logs
from tests.integration.house import House
from tests.strange_paths import addresses


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the server logs."""
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    stream = io.StringIO()
    logs.start("server", None, stream=stream)
    yield stream
    logs.start("tests", None, stream=io.StringIO())
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def test_no_name_in_an_address_makes_the_server_fail(sqlite_house: House, written: io.StringIO) -> None:
    admin = sqlite_house.token("admin").secret
    failed = []
    asked = 0
    for method, address in addresses(sqlite_house.application.app.url_map):
        for headers in ({}, {"Authorization": f"Bearer {admin}", "Idempotency-Key": str(uuid.uuid4())}):
            body = b"{}" if method != "GET" else None
            answer = sqlite_house.client.open(
                address, method=method, data=body, headers=headers, content_type="application/json"
            )
            asked += 1
            if answer.status_code >= 500:
                failed.append((method, address[:80], answer.status_code))
    assert failed == []
    assert asked > 1_000
    lines = written.getvalue().splitlines()
    assert max(map(len, lines)) < 2_000
    assert [line for line in lines if json.loads(line)["level"] == "error"] == []


def test_an_asset_with_a_name_that_can_be_none_is_not_found(sqlite_house: House) -> None:
    for name in ("%00", "a" * 5_000, "a/" * 2_000 + "x", "..%2fweb%2fassets.py", "office", "", "vendor/%00"):
        answer = sqlite_house.client.get(f"/assets/{name}")
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found"), name[:20]
