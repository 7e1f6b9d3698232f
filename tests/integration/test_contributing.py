"""The example of CONTRIBUTING.md is true: it is made in a copy of the checkout, checked, and its own test runs there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```\w+ (?:(create|append) )?(\S+/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT = ("node_modules", "build", "data", ".git", "__pycache__", "*_cache", ".venv", ".hypothesis")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout with the page's example in it."""
    folder = tmp_path_factory.mktemp("worked") / "checkout"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT), symlinks=True)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    for how, name, text in BLOCK.findall(PAGE):
        apply(how, folder / name, text)
    return folder


def apply(how: str, file: Path, text: str) -> None:
    """One block: a new file, lines at the end of one, or lines in place of others."""
    if how == "create":
        assert not file.exists(), file
        file.write_text(text, "utf-8")
    elif how == "append":
        file.write_text(f"{file.read_text('utf-8')}\n{text}", "utf-8")
    else:
        before, after = (
            "".join(f"{line[1:]}\n" for line in text.splitlines() if line[0] == sign) for sign in "-+"
        )
        kept = file.read_text("utf-8")
        assert kept.count(before) == 1, (file, before)
        file.write_text(kept.replace(before, after), "utf-8")


def run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=copy,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(copy), "HOME": str(copy), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=900,  # only ends a run that hangs
        check=False,
    )


def test_the_examples_own_tests_pass(copy: Path) -> None:
    done = run(
        copy,
        "pytest",
        "-p",
        "no:cacheprovider",
        "-k",
        "not postgresql",
        "tests/integration/visitors/test_found_items.py",
        "tests/integration/ledger/test_earlier_release.py",
    )
    assert done.returncode == 0, done.stdout


def test_the_example_keeps_the_style(copy: Path) -> None:
    done = run(copy, "ruff", "check", "--no-cache", "queue_server", "tests/integration/visitors")
    assert done.returncode == 0, done.stdout
