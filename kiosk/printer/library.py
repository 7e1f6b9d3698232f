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

    When it is imported, the library makes a folder in the temporary directory, even if its environment variable names another
    place, and writes a pickle of its table of printers there; it never removes them. Since a kiosk is started thousands of
    times, here both go to a folder that is deleted afterwards. The price is that the table is read at each start (0.1 s).
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
