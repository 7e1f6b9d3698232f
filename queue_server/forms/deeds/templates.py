"""The templates of paper forms: those shipped in the configuration, and an administrator's own, which take their place.

`parts` is what the forms of a pack share; `common` holds the forms that belong to no pack. An administrator's
template is `DATA_DIR/forms/<pack>/<name>.typ`; the shipped one is never changed, so deleting the other one brings it back.
"""

import os
import secrets

from queue_server.forms.rows import Folders
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.launch import kept_files
from shared.wire.facts.administration import FormChanged, FormTakenBack


def save(deed: UnitOfWork, folders: Folders, pack: str, name: str, text: str) -> None:
    """Puts an administrator's template in force, which the caller has compiled.

    It is on the disk before the diary says so.
    """
    path = folders.own_path(pack, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{name}-{secrets.token_hex(4)}")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    kept_files.sync(path.parent)
    deed.record(FormChanged(pack=pack, form=name, by=deed.actor.name))


def take_back(deed: UnitOfWork, folders: Folders, pack: str, name: str) -> None:
    """Puts the shipped template in force again. RuleBroken `not_found` when it is in force already."""
    try:
        folders.own_path(pack, name).unlink()
    except FileNotFoundError:
        raise RuleBroken("not_found", 404) from None
    deed.record(FormTakenBack(pack=pack, form=name, by=deed.actor.name))
