"""Our package names are ours alone, and the folders and imports stay as the design says."""

import importlib
import os
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["counter_panel", "display", "kiosk", "queue_server", "shared"]
FOLDERS = {*PACKAGES, "config", "tests", "bench", "docs", "deploy"}
FILES = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Makefile",
    "README.md",
    "eslint.config.js",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-node.lock",
    "requirements.lock",
    "tsconfig.json",
    "tsconfig.plain.json",
}


def _kept_files() -> list[str]:
    """What belongs to the repository: all that .gitignore does not name. A bare machine has no git to ask."""
    ignored = [*(ROOT / ".gitignore").read_text("utf-8").split(), ".git"]

    def kept(path: str) -> bool:
        return not any(
            path == pattern.strip("/")
            if pattern.startswith("/")
            else fnmatch(Path(path).name, pattern.strip("/"))
            for pattern in ignored
        )

    found = []
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if kept(str(here / name))]
        found += [path for name in files if kept(path := str(here / name))]
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_name_comes_from_our_distribution_alone(package: str) -> None:
    # PyPI holds other projects of these names: one of them here would overwrite ours without a word.
    assert set(packages_distributions().get(package, [])) <= {"motcua"}
    module = importlib.import_module(package)
    assert Path(module.__file__ or "").resolve() == ROOT / package / "__init__.py"


def test_the_distribution_can_never_be_uploaded() -> None:
    assert distribution("motcua").metadata.get_all("Classifier") == ["Private :: Do Not Upload"]


def test_every_package_folder_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert sorted(wanted) == [f"{package}*" for package in PACKAGES]
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {name for name in find_packages(str(ROOT), include=wanted) if "migrations" not in name} == found


def test_the_top_level_holds_the_agreed_folders_and_files_only() -> None:
    names = {name.split("/")[0] for name in _kept_files()}
    assert {name for name in names if not name.startswith(".")} <= FOLDERS | FILES


def test_config_holds_data_and_no_python() -> None:
    kinds = {path.suffix for path in (ROOT / "config").rglob("*") if path.is_file()}
    assert kinds <= {".csv", ".toml", ".typ", ".wav"}


def test_no_third_party_code_lies_in_the_repository() -> None:
    foreign = [
        name
        for name in _kept_files()
        if name.endswith((".min.js", ".min.css", ".whl", ".so", ".woff2", ".ttf"))
        or "vendor" in Path(name).parent.parts
        or "node_modules" in name
    ]
    assert foreign == []


def test_the_lock_files_hold_no_address() -> None:
    for name in ("requirements.lock", "requirements-node.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert [line for line in text.splitlines() if "://" in line or line.startswith("--")] == []
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_dependencies_point_one_way() -> None:
    contracts = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert contracts.returncode == 0, contracts.stdout
