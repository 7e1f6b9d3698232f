"""What the worker is asked for about an uploaded file."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from queue_server.http.worker.wire import Task
from shared.wire.exchange import ImportResult
from shared.wire.vocabulary import Language


class Upload(Task):
    """A file that was uploaded (`handed_in`); what is wrong with it comes in the language."""

    name: ClassVar[str] = "import_check"
    most_memory: ClassVar[int | None] = 512 * 1024 * 1024
    kind: Literal["dossiers", "catalogue"]
    file: str
    """What the file is called."""
    now: int
    """Milliseconds."""
    lang: Language
    save: bool
    """Whether the rows are wanted; a mere look at the file does not send them through the server."""


class Checked(BaseModel):
    """What an upload holds; its rows, packed for saving, only if they are wanted and nothing is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    result: ImportResult
    rows: list[object]
