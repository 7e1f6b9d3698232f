"""`/devices`: what kiosks and displays report about themselves, and what supervisors see of them."""

from flask import Response, g, request, send_file
from flask_openapi import APIBlueprint, Tag

from queue_server.auth.permissions import Permission
from queue_server.domain.errors import RuleBroken
from queue_server.service import devices
from queue_server.web.guard import book, needs, parts, read, reply
from queue_server.web.paths import NamePath
from shared.bodies import DeviceStatus

api = APIBlueprint("devices", __name__, url_prefix="/api/v1/devices", abp_tags=[Tag(name="Devices")])

_PNG = b"\x89PNG\r\n\x1a\n"


@api.get("", responses={200: {"content": {"application/json": {"schema": {"type": "array"}}}}})
@needs(Permission.READ_DEVICES)
def every() -> Response:
    """All kiosks and displays with their last report."""
    with read() as reading:
        return reply(devices.every(reading, parts().connected_names()))


@api.get("/me")
@needs(Permission.BE_DEVICE)
def me() -> Response:
    """This device's name, role and settings."""
    return reply(devices.describe(book().centre, g.identity.actor))


@api.put("/me/status", responses={204: None})
@needs(Permission.BE_DEVICE)
def status(body: DeviceStatus) -> Response:
    """The device's report; a change of it is an event."""
    devices.report(book(), g.identity.actor, body)
    return Response(status=204)


@api.put("/me/screen", responses={204: None})
@needs(Permission.BE_DEVICE)
def screen() -> Response:
    """What the device shows now, as a PNG of at most 2 MB."""
    data = request.get_data()
    if not data.startswith(_PNG):
        raise RuleBroken("not_a_png", 422)
    parts().screens.keep(g.identity.actor, data)
    return Response(status=204)


@api.get("/<string:name>/screen.png")
@needs(Permission.READ_DEVICES)
def picture(path: NamePath) -> Response:
    """The last picture that the device sent."""
    file = parts().screens.path(path.name)
    if not file.exists():
        raise RuleBroken("not_found", 404)
    return send_file(file, mimetype="image/png", max_age=0)
