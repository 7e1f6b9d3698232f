"""The engines that the other tests rely on are the real ones."""

import pytest
import redis
import sqlalchemy as sa


@pytest.mark.bare
def test_each_database_is_empty_and_answers(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
        assert sa.inspect(connection).get_table_names() == []
    engine.dispose()


@pytest.mark.bare
def test_the_message_queue_carries_a_message(message_queue_url: str) -> None:
    with redis.Redis.from_url(message_queue_url) as client:
        client.set("số", "A001")
        assert client.get("số") == b"A001"
