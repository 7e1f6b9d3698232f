"""The templates of paper forms: those shipped in the configuration and an administrator's own over them. Draws nothing.

`parts` is what the forms of a pack share; `common` holds the forms that belong to no pack. An own template lies in
`DATA_DIR/forms/<pack>/<name>.typ`; the shipped one is never changed, so that the way back is to take the own one away.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from queue_server.ledger import durable_files
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.vocabulary import FactType

COMMON = "common"
PARTS = "parts"
PACKS: Mapping[str, tuple[str, ...]] = {
    "2018": ("receipt", "supplement", "refusal", "apology", "control", "register", PARTS),
    "2025": ("receipt", "supplement", "refusal", "apology", "stop", "control", "register", PARTS),
    COMMON: ("money", "timeline", "slip", "report"),
}
"""Which templates each pack has; `parts` is shipped once for all of them."""
LONGEST = 200_000
"""Characters of a template; ours have five thousand."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where templates lie."""

    shipped: Path
    own: Path

    def text(self, pack: str, name: str) -> str:
        """The template in force. Raises RuleBroken `not_found`."""
        path = self.own_path(pack, name)
        return (path if path.exists() else self.shipped_path(pack, name)).read_text("utf-8")

    def shipped_path(self, pack: str, name: str) -> Path:
        """The file that came with the program. Raises RuleBroken `not_found`."""
        check_name(pack, name)
        return self.shipped / f"{PARTS}.typ" if name == PARTS else self.shipped / pack / f"{name}.typ"

    def own_path(self, pack: str, name: str) -> Path:
        """The file that an administrator's own template has, or would have. Raises RuleBroken `not_found`."""
        check_name(pack, name)
        return self.own / pack / f"{name}.typ"

    def changed_at(self, pack: str, name: str) -> datetime | None:
        """Since when an own template is in force; None for the shipped one."""
        try:
            return datetime.fromtimestamp(self.own_path(pack, name).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None


def check_name(pack: str, name: str) -> None:
    """Raises RuleBroken `not_found` for what is no template: names become paths only after this."""
    if name not in PACKS.get(pack, ()):
        raise RuleBroken("not_found", 404)


def pack_of(pack: str, name: str) -> str:
    """The pack that a form's template lies in: the dossier's, or `common`."""
    return COMMON if name in PACKS[COMMON] else pack


def save(deed: UnitOfWork, folders: Folders, pack: str, name: str, text: str) -> None:
    """Puts an own template in force; whoever calls has compiled it. On the disk before the diary says so."""
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
    durable_files.sync(path.parent)
    _record(deed, "form_changed", pack, name)


def take_back(deed: UnitOfWork, folders: Folders, pack: str, name: str) -> None:
    """Puts the shipped template in force again. RuleBroken `not_found` when it is in force already."""
    try:
        folders.own_path(pack, name).unlink()
    except FileNotFoundError:
        raise RuleBroken("not_found", 404) from None
    _record(deed, "form_taken_back", pack, name)


def _record(deed: UnitOfWork, what: str, pack: str, name: str) -> None:
    deed.record(FactType.ADMINISTRATION, {"what": what, "pack": pack, "form": name, "by": deed.actor.name})
