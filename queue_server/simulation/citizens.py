"""Who comes on a simulated day, when, for what and how long it takes: drawn from a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

# Hours of a real ward office (07:00-11:30, 13:30-17:00), and how the morning and the first hour after lunch are fuller.
OPENS, LUNCH, BACK, CLOSES = time(7), time(11, 30), time(13, 30), time(17)
_WEIGHT_BY_HOUR = {7: 1.5, 8: 2.0, 9: 1.7, 10: 1.2, 11: 0.5, 13: 0.8, 14: 1.4, 15: 1.0, 16: 0.5}

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
_MIDDLE = ("Văn", "Thị", "Đức", "Thị Thu", "Hữu", "Ngọc", "Minh", "Thị Hồng", "Quang", "Thanh")
_GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Hà",
    "Hạnh",
    "Hùng",
    "Lan",
    "Linh",
    "Mai",
    "Nam",
    "Phượng",
    "Sơn",
    "Yến",
)
_STREETS = ("Lê Thánh Tông", "Trần Hưng Đạo", "Hạ Long", "Nguyễn Văn Cừ", "Cái Lân", "Bãi Cháy")

_ABSENT_SHARE = 0.05
_SECOND_MATTER_SHARE = 0.06
_PRIORITY_SHARE = 0.08
_ENGLISH_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Person:
    """An invented citizen."""

    name: str
    cccd: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Citizen:
    """One visit: what the citizen asks the kiosk for, and what it will be like."""

    arrives: datetime
    person: Person
    procedures: tuple[str, ...]
    priority: str | None
    lang: str
    absent: bool
    """Does not come when called."""
    walks: timedelta
    takes: tuple[timedelta, ...]
    """Serving time by stop."""
    documents: tuple[str, ...] = ()
    """The papers that were ticked at the kiosk, all at hand."""

    def wish(self) -> dict[str, object]:
        """What every number taken for this visit says of it."""
        return {"priority": self.priority, "lang": self.lang, "documents": list(self.documents)}


def person(chance: random.Random) -> Person:
    """A name, a citizen card's number, a telephone and an address that belong to nobody."""
    name = " ".join(chance.choice(part) for part in (_FAMILY, _MIDDLE, _GIVEN))
    return Person(
        name,
        f"022{chance.randrange(10**9):09}",
        f"09{chance.randrange(10**8):08}",
        f"Số {chance.randrange(1, 300)}, đường {chance.choice(_STREETS)}",
    )


def day(
    on: date,
    count: int,
    procedures: Sequence[str],
    groups: Sequence[str],
    zone: tzinfo,
    chance: random.Random,
) -> list[Citizen]:
    """The citizens of one day, by time of arrival. The earlier a procedure stands in the list, the likelier it is."""
    popularity = [1 / (place + 3) for place in range(len(procedures))]
    hours = list(_WEIGHT_BY_HOUR)
    found = []
    for hour in chance.choices(hours, [_WEIGHT_BY_HOUR[hour] for hour in hours], k=count):
        # The half hours at noon: nobody is let in after 11:30 or before 13:30.
        start, length = (30, 30) if hour == BACK.hour else (0, 30 if hour == LUNCH.hour else 60)
        minute = start + chance.random() * length
        arrives = datetime.combine(on, time(hour), zone) + timedelta(minutes=minute)
        stops = 2 if chance.random() < _SECOND_MATTER_SHARE else 1
        wanted = tuple(dict.fromkeys(chance.choices(procedures, popularity, k=stops)))
        found.append(
            Citizen(
                arrives,
                person(chance),
                wanted,
                chance.choice(groups) if groups and chance.random() < _PRIORITY_SHARE else None,
                "en" if chance.random() < _ENGLISH_SHARE else "vi",
                chance.random() < _ABSENT_SHARE,
                walking(chance),
                tuple(serving(chance) for _ in wanted),
            )
        )
    return sorted(found, key=lambda citizen: citizen.arrives)


def let_in(clock: time) -> bool:
    """Whether the centre is open at this time of a working day."""
    return OPENS <= clock < LUNCH or BACK <= clock < CLOSES


def walking(chance: random.Random) -> timedelta:
    """From the call to the counter: mostly under half a minute."""
    return timedelta(seconds=min(90.0, chance.lognormvariate(3.1, 0.5)))


def serving(chance: random.Random) -> timedelta:
    """At the counter: about eight minutes, seldom more than half an hour."""
    return timedelta(seconds=min(2400.0, max(45.0, chance.lognormvariate(6.0, 0.65))))
