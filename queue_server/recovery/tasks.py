"""What the worker is asked for about copies."""

from pathlib import Path
from typing import ClassVar

from queue_server.http.worker.wire import Task


class CopyAll(Task):
    """A whole copy of a data directory at a path; the same task again makes the same copy anew."""

    name: ClassVar[str] = "backup"
    data_dir: Path
    target: Path
