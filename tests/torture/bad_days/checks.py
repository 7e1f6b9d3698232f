"""The promises that hold on bad days, as pure functions over what was seen. docs/torture.md lists them."""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from tests.torture.bad_days.seen import Day, Seen
from tests.torture.checks.violation import Violation, short

DOUBTS = {
    "log_deleted": "records",
    "log_cut": "records",
    "log_garbled": "records",
    "older_database": "records",
}
"""What `/healthz` has to name after a fault that lost papers, until somebody has looked into it."""
DURING = {
    "clock_ahead_years": ("clock",),
    "clock_behind_a_day": ("clock",),
    "clock_behind_years": ("clock",),
    "database_deleted": ("database",),
    "phones_flood": ("the server kept its size",),
    "kiosk_cloned": ("the supervisor was told of two",),
    "database_locked": ("database", "reads went on", "the kiosk gave numbers alone"),
}
"""What has to be seen while a fault lasts."""
BELIEVED = frozenset({"clock_ahead_a_day"})
"""At a start nobody can tell a clock that is some days ahead from a long weekend: until it is back, the day is believed."""


def check(seen: Seen) -> list[Violation]:
    """Everything that was broken, in the order of the days."""
    found = [*_numbers(seen)]
    for index, day in enumerate(seen.days):
        later = {paper.secret for paper in seen.papers if paper.after and paper.day == index}
        for violation in (*_kept(day), *_stayed(day, later), *_doubted(day), *_told(day)):
            found.append(
                Violation(
                    violation.rule, f"day {index}, {day.fault}: {violation.sentence}", violation.evidence
                )
            )
    return found


def _numbers(seen: Seen) -> Iterator[Violation]:
    """No number stands on two papers of one date."""
    papers = defaultdict(set)
    for paper in seen.papers:
        papers[paper.date, paper.number].add(paper.secret)
    for (date, number), secrets in sorted(papers.items()):
        if len(secrets) > 1:
            where = [f"day {one.day} at {one.kiosk}" for one in seen.papers if one.secret in secrets]
            yield Violation(
                "number_twice", f"{number} of {date} stands on {len(secrets)} papers", "; ".join(where)
            )


def _kept(day: Day) -> Iterator[Violation]:
    before = day.before
    for when, look in (("after it", day.after), ("after it was settled", day.settled)):
        gone = sorted(set(before.states) - set(look.states) - day.lost)
        if gone:
            yield Violation("ticket_lost", f"tickets are gone that no file took along, {when}", short(gone))
        ended = [who for who, state in before.states.items() if state != "expired" == look.states.get(who)]
        if ended and not (look is day.after and _excused(day)):
            yield Violation("expired", f"people who wait today have expired, {when}", short(sorted(ended)))
        if set(before.applicants) - set(look.applicants):
            yield Violation(
                "person_deleted", f"names are gone that no rule deletes, {when}", short(before.applicants)
            )
        if look.people < before.people:
            yield Violation("empty_centre", f"accounts are gone, {when}", f"{look.people} of {before.people}")
        if look.phones < before.phones - len(day.lost):
            yield Violation(
                "phone_deleted", f"telephones are gone, {when}", f"{look.phones} of {before.phones}"
            )


def _stayed(day: Day, later: AbstractSet[str]) -> Iterator[Violation]:
    """Whoever took a number after the fault still waits when somebody has looked into it."""
    ended = sorted(who for who in later if day.settled.states.get(who) == "expired")
    if ended:
        yield Violation("expired", "people expired because somebody looked into it", short(ended))


def _excused(day: Day) -> bool:
    """Whether a day that ended too early may last until somebody looks into it: believed, or its return was lost."""
    return day.fault in BELIEVED or (bool(day.lost) and "clock" in day.after.failing)


def _doubted(day: Day) -> Iterator[Violation]:
    doubt = DOUBTS.get(day.fault) if day.lost else None
    if doubt is not None and doubt not in day.after.failing:
        yield Violation("not_said", f"health did not name {doubt}", ", ".join(day.after.failing))
    if day.settled.failing:
        yield Violation(
            "no_way_back", "health is not well after all was looked into", ", ".join(day.settled.failing)
        )


def _told(day: Day) -> Iterator[Violation]:
    for expected in DURING.get(day.fault, ()):
        if expected not in day.told:
            yield Violation("not_seen", f"'{expected}' was not seen", ", ".join(day.told))
    for complaint in day.complaints:
        yield Violation("complaint", complaint, "")
