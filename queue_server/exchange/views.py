"""Status codes and dates as the national portal needs them (docs/portal-export.md).

They name no person, and nothing is sent from here.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from queue_server.dossiers.rows import figures as rows
from queue_server.dossiers.rules.counted import Counted
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.storage.times import to_ms
from shared.text.messages import say
from shared.wire.exchange import PortalDossier, PortalPage

COLUMNS = (
    "code",
    "external_system",
    "external_code",
    "procedure",
    "procedure_code",
    "procedure_name",
    "field",
    "channel",
    "status",
    "status_name",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "verdict",
    "changed_at",
)


def changed(
    context: Context, since: datetime | None, after: int, limit: int
) -> tuple[list[tuple[Counted, int]], int | None]:
    """Dossiers with a step since that moment, each with the moment of its latest step of this page, in the order of these.

    The second value is the `after` of the following page, None at the end. A dossier that changes meanwhile comes once more.
    """
    moment = None if since is None else to_ms(since)
    return rows.changed_since(context.connection, context.centre_id, moment, after, limit)


def shown(context: Context, found: Sequence[tuple[Counted, int]]) -> list[PortalDossier]:
    """What `changed` found, as the portal sees it."""
    return [_shown(context, counted, at) for counted, at in found]


def to_csv(page: PortalPage) -> bytes:
    """The items as CSV, UTF-8 with a mark that Excel needs for accents."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for item in page.items:
        writer.writerow({key: _harmless(value) for key, value in item.as_json().items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: object) -> object:
    """What a spreadsheet would run as a formula gets an apostrophe before it: outside codes are not ours."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _shown(context: Context, counted: Counted, changed_at: int) -> PortalDossier:
    verdict = counted.verdict(local_time.zone(context.centre), counted.finished_at)
    return PortalDossier(
        code=counted.code,
        external_system=counted.external_system,
        external_code=counted.external_code,
        procedure=counted.procedure,
        procedure_code=counted.procedure_code,
        procedure_name=counted.procedure_name,
        field=counted.field,
        channel=counted.channel,
        status=int(counted.status),
        status_name=say(f"dossier.status.{int(counted.status)}"),
        received_at=local_time.iso(context, counted.received_at),
        due_at=local_time.iso(context, counted.due_at),
        finished_at=local_time.iso(context, counted.finished_at),
        returned_at=local_time.iso(context, counted.returned_at),
        verdict=verdict,
        changed_at=local_time.iso(context, changed_at),
    )
