"""What the worker is asked for about an uploaded file."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from queue_server.http.worker.wire import Task
from shared.wire.exchange import ImportResult
from shared.wire.vocabulary import Language


class Upload(Task):
    """A file that was uploaded, in Base64; what is wrong with it comes in the language."""

    name: ClassVar[str] = "import_check"
    kind: Literal["dossiers", "catalogue"]
    data: str
    now: int
    """Milliseconds."""
    lang: Language


class Checked(BaseModel):
    """What an upload holds; its rows, packed for `import_dossiers` or `import_catalogue`, only if nothing is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    result: ImportResult
    rows: list[object]
