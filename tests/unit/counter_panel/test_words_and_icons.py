"""Every sentence and icon that the panel's scripts and templates name exists, and none lies about unused."""

import re
from pathlib import Path

import counter_panel
import shared
from counter_panel.pages import ICONS
from shared.text.messages import section

HERE = Path(counter_panel.__file__).parent
# The head of every dialog, with its cross, is a shared part.
DIALOG = (Path(shared.__file__).parent / "static" / "parts" / "dialog.js").read_text("utf-8")
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted((HERE / "static").rglob("*.js")))
TEMPLATES = "\n".join(path.read_text("utf-8") for path in sorted((HERE / "templates").rglob("*.html")))
KEYS = set(section("panel", "vi"))
# Read by the shared scripts that call the API, show a form's pages and send them to a little printer.
SHARED = {
    "error.emergency",
    "error.offline",
    "error.unexpected",
    *(key for key in KEYS if key.startswith("slip.")),
    *(f"forms.{key}" for key in ("loading", "failed", "page", "more_pages")),
}


def named() -> tuple[set[str], list[re.Pattern[str]]]:
    """Keys written out, and patterns for those put together from a variable."""
    written = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9]+)["']""", SCRIPTS + TEMPLATES))
    joined = re.findall(r"`((?:[a-z_]|\$\{[^}]*\})+\.(?:[a-z_]|\$\{[^}]*\})+)`", SCRIPTS)
    joined += [f"{part}.${{tab}}" for part in re.findall(r'say\("([a-z_]+)\." ~', TEMPLATES)]
    # Deeds name their last sentence by its word alone.
    spoken = re.findall(r'said\("(\w+)"|word: "(\w+)"|desk, ticket, "[\w-]+", "(\w+)"', SCRIPTS)
    joined += [f"said.{word}" for words in spoken for word in words if word]
    return written, [re.compile(re.sub(r"\$\{[^}]*\}", "[a-z_0-9]+", text)) for text in joined]


def test_every_sentence_that_is_named_exists() -> None:
    written, _ = named()
    parts = {key.split(".")[0] for key in KEYS}
    assert {key for key in written if key.split(".")[0] in parts} - KEYS == set()


def test_no_sentence_is_left_over() -> None:
    written, patterns = named()
    rest = KEYS - written - SHARED
    assert {key for key in rest if not any(pattern.fullmatch(key) for pattern in patterns)} == set()


def test_every_icon_that_the_scripts_draw_is_sent_and_no_other() -> None:
    words = set(re.findall(r'"([a-z0-9-]+)"', SCRIPTS + DIALOG))
    assert set(re.findall(r'icon\("([a-z0-9-]+)"\)', SCRIPTS + DIALOG)) - set(ICONS) == set()
    assert set(ICONS) - words == set()
