"""The ratings of a period summed up, for the reports."""

import json
from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from queue_server.centre.rules.lookup import field_name
from queue_server.configuration.values import Configuration
from queue_server.visitors.rows import ratings as rows
from queue_server.visitors.rules.satisfaction import INDICATORS, OFFICERS, Tally
from shared.text.messages import say
from shared.wire.reports import (
    ChoiceFigures,
    CounterRatings,
    DayRatings,
    FieldRatings,
    IndicatorFigures,
    OfficerRatings,
    RatingFigures,
    RatingSums,
)


def figures(connection: Connection, centre: Configuration, first: date, last: date) -> RatingSums:
    """The ratings of those service days: in all, by day, officer, counter and field, and by indicator."""
    whole, tickets, dossiers = Tally(), Tally(), Tally()
    days: dict[str, Tally] = defaultdict(Tally)
    officers: dict[str, Tally] = defaultdict(Tally)
    counters: dict[int, Tally] = defaultdict(Tally)
    fields: dict[str, Tally] = defaultdict(Tally)
    for row in rows.between(connection, centre.centre.id, first.isoformat(), last.isoformat()):
        tallies = [whole, dossiers if row.ticket_id is None else tickets, days[row.day]]
        if row.officer is not None:
            tallies.append(officers[row.officer])
        if row.counter is not None:
            tallies.append(counters[row.counter])
        if (field := row.queue or row.field) is not None:
            tallies.append(fields[field])
        indicators, choices = json.loads(row.indicators or "{}"), json.loads(row.choices or "[]")
        for tally in tallies:
            tally.add(row.score, indicators, choices)
    return RatingSums(
        centre=centre.centre.name,
        first=first.isoformat(),
        last=last.isoformat(),
        total=_figures(whole),
        tickets=_figures(tickets),
        dossiers=_figures(dossiers),
        indicators=[
            IndicatorFigures(
                indicator=grade.indicator,
                count=grade.count,
                points=grade.points,
                percent=grade.percent,
                name=say(f"returns.indicator.{grade.indicator}"),
            )
            for grade in whole.by_indicator()
        ],
        by_day=[DayRatings(day=day, **dict(_figures(tally))) for day, tally in sorted(days.items())],
        by_officer=[
            OfficerRatings(officer=name, **dict(_figures(tally))) for name, tally in sorted(officers.items())
        ],
        by_counter=[
            CounterRatings(counter=number, **dict(_figures(tally)))
            for number, tally in sorted(counters.items())
        ],
        by_field=[
            FieldRatings(field=field, name=field_name(centre, field), **dict(_figures(tally)))
            for field, tally in sorted(fields.items())
        ],
        choices=[
            ChoiceFigures(choice=choice, name=say(f"waiting.choice.{choice}"), count=count)
            for choice, count in sorted(whole.choices.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    )


def _figures(tally: Tally) -> RatingFigures:
    return RatingFigures(
        count=tally.count,
        score_1=tally.scores[1],
        score_2=tally.scores[2],
        score_3=tally.scores[3],
        mean=tally.mean,
        satisfied_percent=tally.satisfied_percent,
        grade_percent=tally.grade(INDICATORS),
        officer_grade_percent=tally.grade(OFFICERS),
    )
