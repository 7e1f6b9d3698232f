"""The house stays one that people find their way in: no long file, no full folder, no name that nothing uses."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("queue_server", "shared", "kiosk", "display", "counter_panel")
WRITTEN = {".py", ".js", ".css", ".html", ".typ"}
GENERATED = {"versions"}
LONGEST_FILE = 400
FULLEST_FOLDER = 15


def files() -> Iterator[Path]:
    """What people wrote in the product: migrations, which are made once and never changed, are left out."""
    for program in PROGRAMS:
        for file in (ROOT / program).rglob("*"):
            if file.is_file() and file.suffix in WRITTEN and file.parent.name not in GENERATED:
                yield file


def test_no_file_has_more_than_four_hundred_lines() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_folder_has_more_than_fifteen_files_side_by_side() -> None:
    found = Counter(str(file.parent.relative_to(ROOT)) for file in files())
    assert {name: count for name, count in found.items() if count > FULLEST_FOLDER} == {}


def test_every_private_name_of_a_module_is_used_in_it() -> None:
    unused = []
    for file in files():
        if file.suffix != ".py":
            continue
        text = file.read_text("utf-8")
        for name in private_names(ast.parse(text)):
            if len(re.findall(rf"\b{re.escape(name)}\b", text)) == 1:
                unused.append(f"{file.relative_to(ROOT)}: {name}")
    assert unused == []


def private_names(module: ast.Module) -> Iterator[str]:
    """The functions, classes and constants of a module that begin with one underscore."""
    for node in module.body:
        names: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        yield from (name for name in names if name.startswith("_") and not name.startswith("__"))
