"""What is asked of the server for one number, as it is kept in the journal and sent under the wish's key."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.wire.vocabulary import Purpose


class NumberRequest(BaseModel):
    """The body of `POST /tickets`. What is not set is neither kept nor sent; what an older release kept besides, stays."""

    model_config = ConfigDict(frozen=True, extra="allow")

    procedures: list[str] = []
    queue: str | None = None
    purpose: Purpose = Purpose.SUBMIT
    priority: str | None = None
    appointment: str | None = None
    dossiers: list[str] = []
    documents: list[str] = []
    lang: Literal["vi", "en"] = "vi"
    person: str | None = None
    """The day's mark of the scanned card."""
    follow_secret: str = ""
    """The kiosk mints the follow page's secret (144 bits), so that its QR code never waits for the server."""

    def json_body(self) -> dict[str, object]:
        """As JSON has it."""
        return self.model_dump(mode="json", exclude_unset=True)
