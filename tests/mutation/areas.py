"""What is mutated, and which tests have to notice: the one place where paths stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Area:
    """Some modules, and the fast tests that prove them."""

    name: str
    title: str
    modules: tuple[str, ...]
    """Dotted names; `*` stands for any one name, and a package for all modules in it."""
    tests: tuple[str, ...]
    """Files and folders from the project's root."""
    timeout: int
    """Seconds that a mutant may take beside four times its tests' usual time, which is measured without their set-up."""
    without: str = ""
    """Which of those tests do not run, as pytest's `-k` says it."""

    def files(self) -> Iterator[Path]:
        """The files of the modules, from the project's root. Raises ModuleNotFoundError where there is none."""
        for module in self.modules:
            path = module.replace(".", "/")
            found = [
                *ROOT.glob(f"{path}.py"),
                *(one for folder in ROOT.glob(path) for one in folder.rglob("*.py")),
            ]
            if not found:
                raise ModuleNotFoundError(module)
            yield from (one.relative_to(ROOT) for one in sorted(found))


AREAS = (
    Area(
        "rules",
        "The server's rules",
        (
            "queue_server.*.rules",
            "queue_server.ledger.service_day",
            "queue_server.recovery.copies_to_keep",
        ),
        (
            "tests/unit/appointments",
            "tests/unit/centre/test_departments.py",
            "tests/unit/centre/test_lookup.py",
            "tests/unit/dossiers",
            "tests/unit/exchange",
            "tests/unit/hall",
            "tests/unit/ledger/test_service_day.py",
            "tests/unit/ledger/test_refusals.py",
            "tests/unit/money",
            "tests/unit/recovery/test_copies_to_keep.py",
            "tests/unit/reports",
            "tests/unit/visitors",
        ),
        timeout=15,
    ),
    Area(
        "hall",
        "The hall's deeds",
        (
            "queue_server.appointments.deeds.deliver",
            "queue_server.hall.deeds.counters",
            "queue_server.hall.deeds.issue",
            "queue_server.hall.deeds.requeue",
            "queue_server.hall.deeds.serve",
            "queue_server.hall.deeds.transitions",
            "queue_server.upkeep.day_end",
        ),
        (
            "tests/integration/appointments/test_appointments.py",
            "tests/integration/hall/test_deeds.py",
            "tests/integration/hall/test_deeds_in_full.py",
            "tests/integration/hall/test_delivery.py",
            "tests/integration/hall/test_one_ticket_per_field.py",
            "tests/integration/upkeep/test_day_end.py",
            "tests/integration/visitors/test_before_queueing.py",
        ),
        timeout=60,
        # One engine is enough to see what a deed does; both are proven by `make test`.
        without="postgresql",
    ),
    Area(
        "kiosk",
        "The kiosk's offline part",
        ("kiosk.offline",),
        (
            "tests/unit/kiosk/deeds/test_issue.py",
            "tests/unit/kiosk/deeds/test_returning_papers.py",
            "tests/unit/kiosk/offline",
        ),
        timeout=10,
    ),
    Area(
        "display",
        "The display's state",
        ("display.announcements", "display.board", "display.slides", "display.state"),
        (
            "tests/unit/display/test_announcements.py",
            "tests/unit/display/test_board.py",
            "tests/unit/display/test_slides.py",
            "tests/unit/display/test_state.py",
            "tests/unit/display/test_view.py",
        ),
        timeout=10,
    ),
)
