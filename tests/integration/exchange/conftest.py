"""A hall with an administrator's token, who alone brings files in."""

import pytest

from queue_server.centre.deeds import people
from queue_server.ledger.actor import Actor
from tests.integration.halls import Hall


@pytest.fixture
def admin(hall: Hall) -> Hall:
    made: list[str] = []
    hall.application.parts.book.perform(
        Actor("test", "admin"), lambda deed: made.append(people.create_token(deed, "admin", "the admin", ()))
    )
    hall.tokens["admin"] = made[0]
    return hall
