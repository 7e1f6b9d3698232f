"""Alarms: an officer needs help at once, and somebody has seen to it. Alarms change no ticket and no counter."""

from dataclasses import replace

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.hall.deeds import transitions
from queue_server.hall.rows import alarms as rows
from queue_server.hall.rules.alarm import Alarm
from queue_server.ledger import local_time
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire import counters as shown_counters
from shared.wire.counters import RaiseAlarm
from shared.wire.facts.counters import AlarmEnded, AlarmRaised


def raise_alarm(deed: UnitOfWork, body: RaiseAlarm) -> shown_counters.Alarm:
    """The alarm of this counter. If it has an open one already, that one is returned, and nobody is alarmed again."""
    if body.counter is not None:
        centre_lookup.counter(deed.centre, body.counter)
        transitions.check_counter(deed, body.counter)
    for known in rows.open_ones(deed.connection, deed.centre_id):
        if known.counter == body.counter and (body.counter is not None or known.by == deed.actor.name):
            return shown(deed, known)
    alarm = rows.add(deed.connection, deed.centre_id, deed.ms, body.counter, deed.actor.name)
    name = _counter_name(deed, alarm)
    deed.record(AlarmRaised(id=alarm.id, counter=alarm.counter, counter_name=name, by=alarm.by))
    return shown(deed, alarm)


def end(deed: UnitOfWork, ident: int) -> shown_counters.Alarm:
    """Ends an alarm. Supervisors may end every alarm, an officer only those of their own counters."""
    alarm = rows.by_id(deed.connection, deed.centre_id, ident)
    if alarm is None:
        raise RuleBroken("not_found", 404)
    alarm.check_concerns(deed.actor)
    if alarm.ended_at is not None:
        return shown(deed, alarm)
    ended = replace(alarm, ended_at=deed.ms, ended_by=deed.actor.name)
    rows.end(deed.connection, ident, deed.ms, deed.actor.name)
    name = _counter_name(deed, ended)
    deed.record(AlarmEnded(id=ident, counter=ended.counter, counter_name=name, by=deed.actor.name))
    return shown(deed, ended)


def open_ones(context: Context, actor: Actor) -> list[shown_counters.Alarm]:
    """The alarms that nobody has ended; an officer sees only those of their own counters."""
    return [
        shown(context, alarm)
        for alarm in rows.open_ones(context.connection, context.centre_id)
        if alarm.concerns(actor)
    ]


def shown(context: Context, alarm: Alarm) -> shown_counters.Alarm:
    """The alarm as on the wire."""
    return shown_counters.Alarm(
        id=alarm.id,
        at=local_time.iso(context, alarm.at),
        counter=alarm.counter,
        counter_name=_counter_name(context, alarm),
        by=alarm.by,
        ended_at=local_time.iso(context, alarm.ended_at),
        ended_by=alarm.ended_by,
    )


def _counter_name(context: Context, alarm: Alarm) -> str | None:
    return next((one.name for one in context.centre.counters if one.number == alarm.counter), None)
