"""`GET /healthz`: what watchers, proxies and the other parts ask before they rely on this server."""

from flask import Response
from flask_openapi import Tag

from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.guard import anyone, reply
from queue_server.http.process.health import Health as Checks
from queue_server.http.services import Handed
from shared.wire.exchange import Health

watch = ApiBlueprint("watch", __name__, abp_tags=[Tag(name="Watching")])
checks = Handed[Checks]("health")


@watch.get("/healthz", responses={200: Health})
@anyone
def healthz() -> Response:
    """Whether everything that a citizen's number needs works; `failing` names what does not."""
    failing = checks().failing()
    if failing:
        return reply({"status": "degraded", "failing": failing}, 503)
    return reply({"status": "ok"})
