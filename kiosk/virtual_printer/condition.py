"""What can be wrong with the virtual printer: values only, and the status bytes that they make.

How to set them, from a test or by hand: `POST /paper/simulate` with a form of these names (see `pages`).

| name | takes | then |
|---|---|---|
| `paper_out`, `paper_low`, `cover_open` | on, off | as its status bits say; a stopped printer loses what it is sent |
| `offline` | on, off | its button is pressed: it answers that it is off line, and prints nothing |
| `off` | on, off | it is switched off: every connection is torn down, its memory is empty |
| `silent` | on, off | takes and prints everything, never answers |
| `garbage` | on, off | answers with bytes that are no status |
| `late` | seconds | each answer comes so much later, on whichever connection is open then |
| `runs_out` | rows of dots | the roll ends after so many rows of the next job; then `paper_out`, once |
| `power_cycle` | bytes | three seconds without power after so many bytes of the next job; the half of it is forgotten, once |
| `swallow` | bytes | after so many bytes of a connection nothing more arrives and nothing is answered, until switched off |

A status query is three bytes and a round of them nine, so 100 bytes and more hit a job and never a query.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

_USUAL = {"late": 1.5, "runs_out": 300, "power_cycle": 20_000, "swallow": 20_000}
_MOST = {"late": 60.0, "runs_out": 8000, "power_cycle": 10_000_000, "swallow": 10_000_000}


@dataclass(frozen=True)
class Condition:
    """What is wrong with the printer; the module says what each means."""

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    offline: bool = False
    off: bool = False
    silent: bool = False
    garbage: bool = False
    late: float | None = None
    runs_out: int | None = None
    power_cycle: int | None = None
    swallow: int | None = None

    @property
    def stopped(self) -> bool:
        """Whether no paper can come out."""
        return self.paper_out or self.cover_open or self.offline

    def status_byte(self, number: int) -> int:
        """The answer to DLE EOT `number`."""
        value = 0x12
        if number == 1 and self.stopped:
            value |= 0x08
        if number == 2:
            value |= (0x04 if self.cover_open else 0) | (0x20 if self.paper_out else 0)
        if number == 4:
            value |= (0x0C if self.paper_low or self.paper_out else 0) | (0x60 if self.paper_out else 0)
        return value


NAMES = tuple(field.name for field in fields(Condition))


def changes(form: Mapping[str, str]) -> dict[str, bool | int | float | None]:
    """The changes that a form asks for, by name: "on" and "off", or an amount.

    "on" for an amount sets a usual amount. Names that a condition does not have are ignored. Raises ValueError.
    """
    found: dict[str, bool | int | float | None] = {}
    for name in NAMES:
        text = form.get(name)
        if text is None:
            continue
        if name not in _USUAL:
            found[name] = _switch(name, text)
        elif text in ("on", "off"):
            found[name] = _USUAL[name] if text == "on" else None
        else:
            found[name] = _amount(name, text)
    return found


def _switch(name: str, text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(f"{name}: on | off")
    return text == "on"


def _amount(name: str, text: str) -> int | float:
    try:
        value = float(text) if name == "late" else int(text)
    except ValueError:
        raise ValueError(f"{name}: on | off | a number") from None
    if not 0 < value <= _MOST[name]:
        raise ValueError(f"{name}: more than 0, at most {_MOST[name]}")
    return value
