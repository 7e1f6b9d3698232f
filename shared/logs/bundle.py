"""`motcua logs`: puts the logs of the programs into one zip file, to be sent to somebody who helps. It contains only logs."""

import argparse
import platform
import sys
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from shared.text.messages import LANGUAGES, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the file; returns 0, or 2 with a sentence if it cannot be written."""
    parser = argparse.ArgumentParser(prog="motcua logs", description=_both("about"))
    parser.add_argument("file", type=Path, metavar="FILE.zip", help=_both("file"))
    parser.add_argument("--data-dir", type=Path, required=True, metavar="D", help=_both("data_dir"))
    given = parser.parse_args(arguments)
    try:
        count = gather(given.data_dir, given.file)
    except FileExistsError:
        print(_both("exists", file=given.file), file=sys.stderr)
        return 2
    except OSError as error:
        print(_both("failed", file=given.file, reason=error.strerror), file=sys.stderr)
        return 2
    if count == 0:
        print(_both("nothing", folder=given.data_dir), file=sys.stderr)
        return 2
    print(_both("done", count=count, file=given.file))
    return 0


def gather(data_dir: Path, target: Path) -> int:
    """Zips every log in the folders `logs` of the data directory; returns how many there were. Raises OSError.

    `motcua run` keeps its kiosks' data below its own, so theirs are found as well.
    """
    found = sorted(
        file for folder in ("logs", "*/logs") for file in data_dir.glob(f"{folder}/*") if _is_log(file)
    )
    if not found:
        return 0
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("about.txt", f"Một Cửa {version('motcua')}\n{platform.platform()}\n{sys.version}\n")
        for file in found:
            bundle.write(file, str(file.relative_to(data_dir)))
    return len(found)


def _is_log(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and (file.suffix == ".log" or ".jsonl" in file.name)


def _both(key: str, **values: object) -> str:
    return " / ".join(say(f"operate.logs.{key}", lang, **values) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
