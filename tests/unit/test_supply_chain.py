"""What is installed is what was locked: pinned, hashed, from no address of its own, and of a licence that we may use.

Whether a locked version has a known weakness cannot be told without the internet (docs/threat-model.md).
"""

import json
import re
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements.lock", "requirements-node.lock")
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z0-9,_-]+\])?==[0-9][A-Za-z0-9.!+]*( ; .+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
# Licences that ask no more than their text beside a copy, or their own source where it was changed.
ALLOWED = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|OFL|Zlib|CC0|BlueOak|LGPL|Lesser)\b"
)
# Called as a program of its own, never imported into ours: its licence does not reach further (docs/adr/voice-from-clips.md).
APART = {"espeakng-loader"}
# Says it in an old form that the lock file does not carry.
UNSAID = {"node_modules/xmlhttprequest-ssl": "MIT"}


def requirements(file: str) -> list[str]:
    """The lock file's requirements, each with its hashes on one line."""
    text = (ROOT / file).read_text("utf-8").replace("\\\n", " ")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("file", PYTHON_LOCKS)
def test_every_python_package_is_pinned_and_hashed_and_comes_from_no_address_of_its_own(file: str) -> None:
    found = requirements(file)
    assert found
    wrong = []
    for line in found:
        name, *hashes = line.split(" --hash=")
        if (
            not PINNED.fullmatch(name.strip())
            or not hashes
            or not all(HASH.fullmatch("--hash=" + one.strip()) for one in hashes)
        ):
            wrong.append(line[:60])
    assert wrong == []
    assert not re.search(r"://|^--(index|extra|find|trusted)", (ROOT / file).read_text("utf-8"), re.MULTILINE)


def node_packages() -> dict[str, dict[str, Any]]:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    return {name: found for name, found in lock["packages"].items() if name}


def test_every_browser_library_is_hashed_and_runs_nothing_when_it_is_installed() -> None:
    wrong = [
        name
        for name, found in node_packages().items()
        if not found.get("integrity", "").startswith("sha512-") or "resolved" in found
    ]
    assert wrong == []
    assert "--ignore-scripts" in (ROOT / "deploy" / "setup.sh").read_text("utf-8")
    assert "--require-hashes" in (ROOT / "deploy" / "setup.sh").read_text("utf-8")


def test_every_browser_library_has_a_licence_that_we_may_use() -> None:
    licences = {name: found.get("license") or UNSAID.get(name, "") for name, found in node_packages().items()}
    assert {name: said for name, said in licences.items() if not ALLOWED.search(said)} == {}


def licence(found: Distribution) -> str:
    """What a package says of its licence, wherever it says it."""
    metadata = found.metadata
    classifiers = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License")]
    # Some put the whole licence there, others' names included.
    heading = (metadata.get("License") or "").split("\n")[0]
    return " ".join([metadata.get("License-Expression") or "", heading, *classifiers])


def test_every_python_package_has_a_licence_that_we_may_use() -> None:
    locked = {
        _plain(line.split("==")[0].split("[")[0]) for file in PYTHON_LOCKS for line in requirements(file)
    }
    installed = {_plain(found.metadata["Name"]): found for found in distributions()}
    said = {name: licence(found) for name, found in installed.items() if name in locked - APART}
    assert {name: text[:80] for name, text in said.items() if not ALLOWED.search(text)} == {}
    assert {
        name for name, text in said.items() if re.search(r"\bA?GPL", text) and "LGPL" not in text
    } == set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
