"""What an attacker with the disk can read: the bytes of every file, and every row of a PostgreSQL database as text."""

import gzip
import re
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url


def lying_open(secrets: Collection[str], folder: Path, database: str = "") -> set[str]:
    """Those of the secrets that stand as plain text in a file below the folder or in a PostgreSQL database.

    Packed archives are unpacked first, and JSON's way of writing letters with accents is looked for as well.
    """
    places = [_bytes(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    if database and make_url(database).get_backend_name() == "postgresql":
        places.append(_rows(database).encode())
    return {secret for secret in secrets for form in _forms(secret) if any(form in place for place in places)}


def _forms(secret: str) -> set[bytes]:
    escaped = re.sub(r"[^\x00-\x7f]", lambda match: f"\\u{ord(match[0]):04x}", secret)
    return {secret.encode(), secret.encode("utf-16-le"), escaped.encode(), secret.replace(" ", "+").encode()}


def _bytes(path: Path) -> bytes:
    raw = path.read_bytes()
    return raw + gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw


def _rows(database: str) -> str:
    engine = create_engine(database)
    with engine.connect() as connection:
        tables = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        rows = [
            row
            for table in tables
            for row in connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" AS t')).scalars()
        ]
    engine.dispose()
    assert rows, "an empty database hides nothing"
    return "\n".join(rows)
