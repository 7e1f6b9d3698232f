"""The ids of the keys that seal a centre's rows; the keys are not in the database. A server that lacks one does not start."""

from sqlalchemy import Connection, delete, insert, inspect, select

from queue_server.ledger.tables import seal_keys


def known(connection: Connection, centre: str | None = None) -> set[str]:
    """The ids of the keys under which this centre, or without one any centre, has sealed something."""
    if not inspect(connection).has_table(seal_keys.name):
        return set()
    query = select(seal_keys.c.key_id)
    if centre is not None:
        query = query.where(seal_keys.c.centre == centre)
    return set(connection.execute(query).scalars())


def remember(connection: Connection, centre: str, key_id: str, at: int) -> None:
    """Saves that this key seals from now on."""
    if key_id not in known(connection, centre):
        connection.execute(insert(seal_keys).values(centre=centre, key_id=key_id, since=at))


def forget_others(connection: Connection, centre: str, key_id: str) -> list[str]:
    """Deletes the ids of all other keys, with which nothing is sealed any more; returns these ids."""
    others = sorted(known(connection, centre) - {key_id})
    connection.execute(delete(seal_keys).where(seal_keys.c.centre == centre, seal_keys.c.key_id.in_(others)))
    return others
