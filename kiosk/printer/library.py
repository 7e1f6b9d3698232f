"""Loads python-escpos so that it leaves nothing on the disk."""

import os
import tempfile
import threading
from functools import cache
from types import ModuleType

_PICKLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_lock = threading.Lock()


@cache
def escpos() -> ModuleType:
    """The module `escpos.printer`.

    While it is imported the library makes a folder in the temporary directory, even where the variable for it names
    another one, writes a pickle of its printers' table and never removes either. A kiosk starts for years: here both
    go to a folder that is gone afterwards, for the price of reading the table once a start (0.1 s).
    """
    with _lock:
        known, before = tempfile.tempdir, os.environ.get(_PICKLE)
        with tempfile.TemporaryDirectory(prefix="motcua-escpos-") as folder:
            tempfile.tempdir = folder
            os.environ[_PICKLE] = folder
            try:
                import escpos.printer
            finally:
                tempfile.tempdir = known
                if before is None:
                    del os.environ[_PICKLE]
                else:
                    os.environ[_PICKLE] = before
        module: ModuleType = escpos.printer
        return module
