"""python-escpos is loaded without leaving anything in the temporary directory."""

import os
import subprocess
import sys
from pathlib import Path

from tests.waiting import HANG_SECONDS

_PRINT = """
from PIL import Image
from kiosk.printer import open_printer
from kiosk.printer.escpos_job import PaperKind
import os, tempfile
printer = open_printer("file:" + os.environ["OUT"], PaperKind())
print(printer.print(Image.new("1", (576, 8), 0)).outcome, tempfile.gettempdir())
"""


def test_a_process_that_prints_leaves_no_folder_behind(tmp_path: Path) -> None:
    temporary, out = tmp_path / "temporary", tmp_path / "out"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary), "OUT": str(out)}
    done = subprocess.run(
        [sys.executable, "-c", _PRINT],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_SECONDS,
    )
    assert done.stdout.split() == ["sent", str(temporary)]
    assert list(temporary.iterdir()) == []
