"""What a small TV machine need not load."""

import subprocess
import sys


def test_what_the_display_knows_is_read_without_pydantic() -> None:
    # It would cost 30 MB and, on a small board, a second of the start.
    asked = "import sys, display.state, display.uplink; print('pydantic' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
