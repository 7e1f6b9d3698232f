"""What a kiosk or a display said last of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "fault"]
Detail = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """A device's last report; times are in milliseconds."""

    name: str
    role: str
    state: State
    detail: Detail
    """What it says beside its state, such as of its printer: each kind of device has its own keys."""
    last_seen: int
    screen_at: int | None = None
    """When the last picture of its screen came."""

    def says_more_than(self, before: "DeviceReport | None") -> bool:
        """Whether something is another than before; that the device is still there is no news."""
        return before is None or (self.state, self.detail) != (before.state, before.detail)
