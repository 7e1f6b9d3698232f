"""What kiosks and displays reported last, in and out of the database."""

import json

from sqlalchemy import Connection, bindparam, insert, select, update

from queue_server.centre.rules.device_report import DeviceReport
from queue_server.ledger.storage.rows import Row, as_row, as_rows
from queue_server.ledger.tables import devices, tokens

_MINE = (devices.c.centre == bindparam("of_centre"), devices.c.name == bindparam("of_name"))
_ONE = select(devices).where(*_MINE)
_EVERY = select(devices).where(devices.c.centre == bindparam("of_centre"))
_WITH_TOKENS = select(tokens.c.name, tokens.c.role).where(
    tokens.c.centre == bindparam("of_centre"),
    tokens.c.revoked_at.is_(None),
    tokens.c.role.in_(["kiosk", "display"]),
)


def one(connection: Connection, centre: str, name: str) -> DeviceReport | None:
    """The device's last report."""
    row = as_row(connection.execute(_ONE, {"of_centre": centre, "of_name": name}))
    return None if row is None else _report(row)


def every(connection: Connection, centre: str) -> dict[str, DeviceReport]:
    """The last reports of all devices, by name."""
    return {row["name"]: _report(row) for row in as_rows(connection.execute(_EVERY, {"of_centre": centre}))}


def with_tokens(connection: Connection, centre: str) -> dict[str, str]:
    """The roles of those that may connect as a device, by name."""
    return {row.name: row.role for row in connection.execute(_WITH_TOKENS, {"of_centre": centre})}


def save(connection: Connection, centre: str, report: DeviceReport, *, known: bool) -> None:
    """Replaces what is `known` of the device by this report, or adds it. Of a known one the picture's time stays as it is."""
    values = {
        "role": report.role,
        "state": report.state,
        "detail": json.dumps(dict(report.detail), ensure_ascii=False, sort_keys=True),
        "last_seen": report.last_seen,
    }
    if known:
        change = update(devices).where(*_MINE).values(**values)
        connection.execute(change, {"of_centre": centre, "of_name": report.name})
    else:
        connection.execute(
            insert(devices).values(centre=centre, name=report.name, screen_at=report.screen_at, **values)
        )


def save_picture_time(connection: Connection, centre: str, name: str, at: int) -> bool:
    """Notes when the device's picture came; False for one that has never reported."""
    change = update(devices).where(*_MINE).values(screen_at=at)
    return bool(connection.execute(change, {"of_centre": centre, "of_name": name}).rowcount)


def _report(row: Row) -> DeviceReport:
    return DeviceReport(
        row["name"],
        row["role"],
        row["state"],
        json.loads(row["detail"]),
        row["last_seen"],
        row["screen_at"],
    )


def holder(connection: Connection, centre: str, name: str) -> str | None:
    """The JSON of the running program that may give the numbers of the kiosk's range; None before one has asked."""
    query = select(devices.c.holder).where(*_MINE)
    found: str | None = connection.execute(query, {"of_centre": centre, "of_name": name}).scalar_one_or_none()
    return found


def save_holder(connection: Connection, centre: str, name: str, text: str, at: int) -> None:
    """Saves it, also for a kiosk that has never reported."""
    change = update(devices).where(*_MINE).values(holder=text)
    if not connection.execute(change, {"of_centre": centre, "of_name": name}).rowcount:
        connection.execute(
            insert(devices).values(
                centre=centre, name=name, role="kiosk", state="ok", detail="{}", last_seen=at, holder=text
            )
        )
