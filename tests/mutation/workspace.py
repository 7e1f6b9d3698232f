"""A copy of the project in which mutmut works on one area: it never touches the files that people edit."""

import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from mutmut.configuration import reset_config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

from tests.mutation.areas import ROOT, Area

_SOURCES = ("bench", "counter_panel", "display", "kiosk", "queue_server", "shared")
_BESIDE = ("config", "tests", "pyproject.toml")
_WORDS_OF_LOGS = [r"_LOG\.\w+\(", r"\blogs\.about\("]
"""What a log says is for the eyes of technicians; no test has to know each word of it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change, and what became of it."""

    name: str
    status: str
    """`killed`, `timeout` and `segfault` were noticed; `survived` and `no tests` were not."""
    was: str
    becomes: str

    @property
    def noticed(self) -> bool:
        """Whether some test failed, hung or crashed."""
        return self.status in ("killed", "timeout", "segfault")


class Workspace:
    """The folder of one area, made anew."""

    def __init__(self, area: Area, folder: Path) -> None:
        self._area = area
        self._folder = folder
        self._files = list(area.files())
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in (*_SOURCES, *_BESIDE):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, folder / name)
        (folder / "mutants").mkdir()
        (folder / "mutants" / "node_modules").symlink_to(ROOT / "node_modules")
        (folder / "setup.cfg").write_text(self._configuration(), "utf-8")

    def _configuration(self) -> str:
        """What mutmut reads. It looks into setup.cfg where pyproject.toml says nothing about it."""
        arguments = ["-p", "no:cacheprovider", "--hypothesis-profile=ci"]
        if self._area.without:
            arguments += ["-k", f"not {self._area.without}"]
        lists = {
            "source_paths": _SOURCES,
            "only_mutate": map(str, self._files),
            "also_copy": _BESIDE,
            "do_not_mutate_patterns": _WORDS_OF_LOGS,
            "pytest_add_cli_args_test_selection": self._area.tests,
            "pytest_add_cli_args": arguments,
        }
        values = {
            "timeout_constant": self._area.timeout,
            "timeout_multiplier": 4,
            "use_git_change_detection": "false",
            "on_dependency_change": "ignore",
        }
        lines = ["[mutmut]"]
        lines += [f"{key}=" + "".join(f"\n    {value}" for value in many) for key, many in lists.items()]
        lines += [f"{key}={value}" for key, value in values.items()]
        return "\n".join(lines) + "\n"

    def all_names(self) -> list[str]:
        """Every mutant that mutmut can make here."""
        names = []
        with chdir(self._folder):
            reset_config()
            for path in self._files:
                made = mutate_file_contents(str(path), path.read_text("utf-8"))
                names += [get_mutant_name(path, name) for name in made.mutant_names]
        return sorted(names)

    def sample(self, size: int, seed: int) -> list[str]:
        """Some of them by chance, the same ones for the same code and seed."""
        names = self.all_names()
        return sorted(random.Random(seed).sample(names, min(size, len(names))))

    def run(self, names: list[str] | None, children: int) -> list[Mutant]:
        """Tries these mutants, None for all. Raises CalledProcessError when the tests fail without any."""
        command = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()"]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(
            [*command, "run", "--max-children", str(children), *(names or [])],
            cwd=self._folder,
            env=environment,
            stdout=(self._folder / "mutmut.log").open("w"),
            check=True,
        )
        return self._results(None if names is None else set(names))

    def _results(self, names: set[str] | None) -> list[Mutant]:
        found = []
        with chdir(self._folder):
            reset_config()
            for path in self._files:
                meta = Path("mutants", f"{path}.meta")
                codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"] if meta.exists() else {}
                for name in sorted(codes if names is None else names & set(codes)):
                    was, becomes = _changed(get_diff_for_mutant(name, path=path))
                    found.append(Mutant(name, status_by_exit_code[codes[name]], was, becomes))
        return found


def _changed(diff: str) -> tuple[str, str]:
    """The line as it was and as the mutant has it."""
    lines = diff.splitlines()[2:]
    return tuple(  # type: ignore[return-value]
        "\n".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
