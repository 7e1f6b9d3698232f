"""The written pages name files, links, `make` targets and `motcua` commands that exist."""

import re
from pathlib import Path

import pytest

from shared.launch.command import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "bench",
    "config",
    "counter_panel",
    "deploy",
    "display",
    "docs",
    "kiosk",
    "queue_server",
    "shared",
    "tests",
)
# The changelog tells of files that are gone; everything else speaks of today.
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "deploy" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
# A path may be told from the root, from its page, or from the program or topic that the text is about.
BASES = (
    "",
    "queue_server",
    "kiosk",
    "display",
    "config",
    "deploy",
    "tests",
    "tests/integration",
    "tests/integration/security",
    "tests/journeys",
    "tests/unit",
)
SUFFIXES = "css|csv|html|js|json|md|py|toml|ts|txt|typ"
PATH = re.compile(rf"[\w.*-]+(?:/[\w.*-]+)*\.(?:{SUFFIXES})|[a-z][\w.*-]*(?:/[\w.*-]+)*/(?:[\w.*-]+)?")
# Made by the program, by a centre or by `make` beside a checkout, and therefore in no repository.
ELSEWHERE = (
    ".venv/",
    "node_modules/",
    "build/",
    "data/",
    "DATA_DIR/",
    "logs/",
    "marks/",
    "attachments/",
    "config/voice",
    "sentence.txt",
    "faults.json",
    "backup.json",
)


def _spans(page: Path) -> list[str]:
    """What stands between backquotes in running text; fenced blocks are commands and examples."""
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text("utf-8"), flags=re.M | re.S)
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def _files() -> set[str]:
    return {path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()} | {
        path.name for path in ROOT.iterdir()
    }


def _exists(path: str, page: Path, names: set[str]) -> bool:
    if "/" not in path and "*" not in path:
        return path in names
    topics = sorted((ROOT / "queue_server").iterdir())
    bases = [page.parent, *(ROOT / base for base in BASES), *topics]
    return any(next(base.glob(path.rstrip("/")), None) for base in bases)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_names_files_that_exist(name: str) -> None:
    page, names = ROOT / name, _files()
    named = [span for span in _spans(page) if PATH.fullmatch(span) and not span.startswith(ELSEWHERE)]
    assert [path for path in named if not _exists(path, page, names)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_links_to_what_exists(name: str) -> None:
    page = ROOT / name
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        if link.startswith(("http://", "https://")):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def _anchors(page: Path) -> set[str]:
    """The places of a page that a link can lead to: those named by hand, and its headings as GitHub spells them."""
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    spelled = {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    return spelled | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_names_commands_that_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    code = "\n".join([*_spans(ROOT / name), *re.findall(r"^ *```.*?^ *```", text, re.M | re.S)])
    assert set(re.findall(r"^ *(?:sudo |.* && (?:sudo )?)?make ([a-z-]+)", code, re.M)) - targets == set()
    assert set(re.findall(r"(?:^|[ /(])motcua(?:-server)? ([a-z]+)", code, re.M)) - set(COMMANDS) == set()


def test_the_sources_name_pages_and_tests_that_exist() -> None:
    broken = [
        f"{path.relative_to(ROOT).as_posix()}: {named}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        # The worked example makes the files that its test names.
        if path.suffix in {".py", ".js", ".ts", ".toml", ".typ", ".sh"}
        and path.name != "test_contributing.py"
        for named in re.findall(r"\b(?:docs|tests)/[\w./-]+\.(?:md|py)\b", path.read_text("utf-8"))
        if not (ROOT / named).exists()
    ]
    assert broken == []
