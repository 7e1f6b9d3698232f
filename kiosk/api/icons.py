"""The page's icons, read once from Lucide. Its files are not served; the page holds the few that it uses."""

from functools import cache

from markupsafe import Markup

from shared.web import assets

NAMES = (
    "a-large-small", "armchair", "arrow-down", "arrow-down-to-line", "arrow-left", "arrow-up-to-line", "banknote",
    "calendar-clock",
    "check", "chevron-down", "chevron-right", "chevron-up", "circle-question-mark", "clock", "concierge-bell",
    "contrast", "delete", "file-check", "file-plus", "file-search", "file-text", "file-up", "heart", "id-card",
    "info", "keyboard",
    "keyboard-off", "landmark", "layout-grid", "moon", "pause", "plus", "printer", "receipt-text", "rotate-ccw",
    "scan-line", "search", "store", "trash-2", "triangle-alert", "users", "volume-2", "wifi-off", "x",
)  # fmt: skip


@cache
def icons() -> dict[str, Markup]:
    """Each icon's SVG by its name."""
    return {name: Markup(assets.icon(name)) for name in NAMES}
