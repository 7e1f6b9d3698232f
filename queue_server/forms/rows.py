"""The templates of paper forms: those shipped in the configuration, and those that an administrator put in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from queue_server.ledger.errors import RuleBroken

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
    """Raises RuleBroken `not_found` for what is no template, so that a name can safely become a path."""
    if name not in PACKS.get(pack, ()):
        raise RuleBroken("not_found", 404)


def pack_of(pack: str, name: str) -> str:
    """The pack that a form's template lies in: the dossier's, or `common`."""
    return COMMON if name in PACKS[COMMON] else pack
