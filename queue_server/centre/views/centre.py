"""The centre as everyone may see it: name, hours, messages, policy."""

from queue_server.centre.rules import lookup as centre_lookup
from queue_server.configuration.values import clock
from queue_server.ledger import local_time
from queue_server.ledger.reading import Reading
from shared.wire import centre as wire


def describe(context: Reading) -> wire.Centre:
    """What `GET /centre` answers and every snapshot carries."""
    centre = context.centre.centre
    open_now = context.doubtful or centre_lookup.is_open(context.centre, context.now)
    reopens = None if open_now else centre_lookup.reopens_at(context.centre, context.now)
    return wire.Centre(
        id=centre.id,
        name=centre.name,
        subtitle=centre.subtitle,
        timezone=centre.timezone,
        now=local_time.iso(context, context.ms),
        day=context.day,
        open_now=open_now,
        reopens_at=None if reopens is None else reopens.isoformat(),
        clock_doubted=context.doubtful,
        hours=[
            wire.Hours(days=list(h.days), first=clock(h.opens), last=clock(h.closes)) for h in centre.hours
        ],
        days_off=[day.isoformat() for day in sorted(centre_lookup.days_off(context.centre))],
        ticker=list(centre.ticker),
        notice=centre.notice if context.notice is None else context.notice or None,
        public_address=context.public_address,
        priority_groups=[wire.PriorityGroup(id=g.id, vi=g.vi, en=g.en) for g in centre.priority_groups],
        guide_queue=centre.guide_queue,
        last_ticket_minutes=centre.last_ticket_minutes,
        same_day_until=clock(centre.same_day_until),
        frequent=list(centre.frequent),
        policy=wire.Policy(mode=centre.policy.mode, p=centre.policy.p, n=centre.policy.n),
        dossier_mode=centre.dossier_mode,
        waiting_minutes=wire.WaitingMinutes(notice=centre.notice_minutes, alert=centre.alert_minutes),
        emergency=context.emergency,
        emergency_at=local_time.iso(context, context.emergency_at),
    )
