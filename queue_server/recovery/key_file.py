"""The file that holds the keys to personal data: made once, readable by its owner only. It is never printed or logged.

Each line is a key. The first one seals; the older ones below still open what they sealed. Lines with `#` are comments.
"""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from queue_server.ledger.storage import sealing
from queue_server.ledger.storage.sealing import KEY_BYTES, KeyMissing
from shared.text.messages import say

VARIABLE = "MOTCUA_KEY_FILE"
"""The environment variable that names the file, where several servers or a vault share it."""
NAME = "personal-data.key"


class KeyFileUnreadable(Exception):
    """The file is there and cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The keys on disk, as the store asks for them."""

    path: Path

    def read(self) -> Sequence[bytes]:
        """The keys, the sealing one first; none when there is no file. Raises KeyFileUnreadable."""
        try:
            lines = self.path.read_text("ascii").splitlines()
            keys = [urlsafe_b64decode(line.strip()) for line in lines if line.strip() and line[0] != "#"]
        except FileNotFoundError:
            return []
        except (OSError, UnicodeError, NotBase64) as error:
            raise KeyFileUnreadable(say("server.key.unreadable", file=self.path, error=error)) from error
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyFileUnreadable(say("server.key.unreadable", file=self.path, error=f"{KEY_BYTES} bytes"))
        return keys

    def create(self) -> Sequence[bytes]:
        """Makes the file with a first key; if another process was first, its file counts."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._written([secrets.token_bytes(KEY_BYTES)])
        try:
            # A hard link appears at once with the whole file, and never replaces another one.
            os.link(fresh, self.path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return self.read()

    def rotate(self) -> None:
        """Puts a new key before the others: from the next start on it seals, and the others only open."""
        known = self.read()
        self._written([secrets.token_bytes(KEY_BYTES), *known]).replace(self.path)

    def _written(self, keys: Sequence[bytes]) -> Path:
        """A file beside the real one with these keys, on the disk, for its owner only."""
        fresh = self.path.with_name(f"{self.path.name}.{secrets.token_hex(6)}.new")
        text = "".join(f"{urlsafe_b64encode(key).decode('ascii')}\n" for key in keys)
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"# {say('server.key.remark', 'en')}\n{text}")
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            # Half a file of keys would lie about for good.
            fresh.unlink(missing_ok=True)
            raise
        return fresh


def give(engine: Engine, data_dir: Path, given: Path | None = None) -> None:
    """Lets the engine seal and open with the keys of `of`; `ledger.schema.prepare` then unlocks them."""
    sealing.give(engine, sealing.Seal(of(data_dir, given)))


def explained(error: KeyMissing | KeyFileUnreadable, data_dir: Path, given: Path | None = None) -> str:
    """What went wrong with the keys, in a sentence for whoever starts the program."""
    if isinstance(error, KeyFileUnreadable):
        return str(error)
    return say("server.key.missing", file=of(data_dir, given).path, ids=", ".join(error.ids))


def of(data_dir: Path, given: Path | None = None) -> KeyFile:
    """The key file: the one given, else the environment's, else the data directory's own."""
    named = os.environ.get(VARIABLE)
    return KeyFile(given or (Path(named) if named else data_dir / NAME))
