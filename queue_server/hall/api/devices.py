"""`/devices`: what kiosks and displays report about themselves, and what supervisors see of them."""

from flask import Response, g, request, send_file
from flask_openapi import Tag
from pydantic import BaseModel

from queue_server.centre.deeds import devices
from queue_server.centre.deeds.devices import Screens
from queue_server.hall.deeds import kiosk_ranges, one_ticket_per_field
from queue_server.hall.rules.kiosk_holder import Claim, Verdict
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import file_of
from queue_server.http.guard import book, deed, needs, perform, read, reply
from queue_server.http.handed_in import pictures
from queue_server.http.paths import NamePath
from queue_server.http.permissions import Permission
from queue_server.http.services import Handed, services
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.access import Devices, DeviceSettings, DeviceStatus
from shared.wire.screens import Restart
from shared.wire.tickets import JournalName, KioskJournal, KioskRanges

api = ApiBlueprint("devices", __name__, url_prefix="/api/v1/devices", abp_tags=[Tag(name="Devices")])
screens = Handed[Screens]("screens")


class JournalQuery(BaseModel):
    """`GET /devices/me/ranges`: the id of the journal that the kiosk writes its numbers into."""

    journal: JournalName


_PNG = b"\x89PNG\r\n\x1a\n"


@api.get("", responses={200: Devices})
@needs(Permission.READ_DEVICES)
def every() -> Response:
    """All kiosks and displays with their last report."""
    with read() as reading:
        return reply(devices.every(reading, services().connected_names()))


@api.get("/me", responses={200: DeviceSettings})
@needs(Permission.BE_DEVICE)
def me() -> Response:
    """This device's name, role and settings."""
    actor = g.identity.actor
    if not book().centre.centre.one_a_field:
        return reply(devices.describe(book().centre, actor))
    with read() as reading:
        return reply(
            devices.describe(reading.centre, actor, one_ticket_per_field.key_of_day(reading, actor.role))
        )


@api.get("/me/ranges", responses={200: KioskRanges})
@needs(Permission.GIVE_ALONE)
def ranges(query: JournalQuery) -> Response:
    """The ranges of numbers that this kiosk may give without the server, and how far each range is used today."""
    with read() as reading:
        return reply(kiosk_ranges.describe(reading, g.identity.actor, query.journal))


@api.put("/me/journal", responses={200: KioskRanges})
@needs(Permission.GIVE_ALONE)
def journal(body: KioskJournal) -> Response:
    """The ranges as in `GET /devices/me/ranges`, for the one running kiosk that may use them. 409 `kiosk_twin`."""
    asks = Claim(body.journal, body.instance, body.starts, body.behind)
    verdict: list[Verdict] = []
    awaited = book().awaited

    def claim(work: UnitOfWork) -> None:
        verdict.append(kiosk_ranges.claim(work, asks))
        if awaited.asked:
            kiosk_ranges.pass_over_seen(work, body.day, body.seen)

    book().perform(g.identity.actor, claim)
    awaited.names.discard(g.identity.actor.name)
    if verdict[-1] == "refused":
        raise RuleBroken("kiosk_twin", 409)
    with read() as reading:
        return reply(kiosk_ranges.describe(reading, g.identity.actor, body.journal))


@api.put("/me/status", responses={204: None})
@needs(Permission.BE_DEVICE)
def status(body: DeviceStatus) -> Response:
    """The device's report; a change of it is an event."""
    devices.report(book(), g.identity.actor, body)
    return Response(status=204)


@api.put("/me/screen", responses={204: None})
@needs(Permission.BE_DEVICE, raw=True)
def screen() -> Response:
    """What the device shows now, as a PNG of at most 2 MB."""
    data = request.get_data()
    if not data.startswith(_PNG):
        raise RuleBroken("not_a_png", 422)
    services().offload(pictures.check, data, "image/png", pictures.MOST_ON_A_SCREEN)
    screens().keep(g.identity.actor, data)
    return Response(status=204)


@api.post("/<string:name>/restart", responses={200: Restart})
@deed(Permission.RESTART_DEVICE)
def restart(path: NamePath) -> Response:
    """Makes a screen start again. 409 `device_away` if the screen is not connected."""
    return perform(lambda work: devices.restart(work, path.name, services().connected_names()))


@api.get("/<string:name>/screen.png", responses=file_of("image/png"))
@needs(Permission.READ_DEVICES)
def picture(path: NamePath) -> Response:
    """The last picture that the device sent."""
    file = screens().path(path.name)
    if not file.exists():
        raise RuleBroken("not_found", 404)
    return send_file(file, mimetype="image/png", max_age=0)
