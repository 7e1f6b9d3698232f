"""Schemathesis over the whole served document: every operation, by every role, answers as documented and never fails."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi_checks

from queue_server.configuration.values import Configuration
from queue_server.http.limits import SignIns
from shared.wire.vocabulary import Role
from tests.examples import many
from tests.integration.house import House

CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
METHODS = {"get", "post", "put", "patch", "delete"}


class Asked:
    """A seeded centre, its document, and somebody of every role."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.schema = schemathesis.openapi.from_wsgi("/api/openapi.json", house.application.app)
        self.speakers = [None, *(house.token(role.value, *range(1, 19)) for role in Role)]
        self.known = _seed(house)
        self.operations = {
            f"{found.ok().method.upper()} {found.ok().path}": found.ok()
            for found in self.schema.get_all_operations()
        }


def _seed(house: House) -> dict[str, list[str]]:
    """Something of every kind, in several states, so that generated requests find it."""
    supervisor = house.supervisor
    for number in range(1, 6):
        house.do(f"/counters/{number}/open", by=supervisor)
    queues = [queue["id"] for queue in house.get("/queues")[:8] for _ in range(3)]
    ids = [house.issue(q, follow_secret=f"{house.secret}{n:04d}")["id"] for n, q in enumerate(queues)]
    for number, deed in ((1, None), (2, "start"), (3, "hold"), (4, "no-show")):
        ticket = house.do(f"/counters/{number}/call-next", by=supervisor)
        if ticket and deed:
            body = {"reason": "vắng"} if deed == "hold" else None
            house.do(f"/tickets/{ticket['id']}/{deed}", body, by=supervisor)
    serving = house.get("/counters", supervisor)[1]["ticket"]["id"]
    procedure = house.get("/procedures?limit=1")["items"][0]["id"]
    dossier = house.do(
        f"/tickets/{serving}/dossiers",
        {"procedure": procedure, "applicant": {"name": "Trần Thị Thử"}, "documents": [], "outcome": "refuse"},
        by=supervisor,
    )
    pairing = house.ask("POST", "/pairings", key="").body
    return {
        "id": [str(i) for i in ids] + ["chung-thuc"],
        "n": ["1", "2", "3", "4", "5"],
        "code": [dossier["code"], pairing["code"]],
        "secret": [f"{house.secret}{n:04d}" for n in range(3)] + [pairing["secret"]],
        "name": ["kiosk-1", "tv-1"],
        "ident": [procedure],
    }


class Unlimited(SignIns):
    """Lets everybody try."""

    def take(self, name: str, address: str | None) -> int:
        return 0


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, shipped_centre: Configuration) -> Iterator[Asked]:
    """A centre of its own with the worker, so that reports and receipts are really made."""
    folder = tmp_path_factory.mktemp("openapi")
    house = House(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, shipped_centre, worker=True)
    # Argon2's time is not what is looked for here, nor how often one may ask.
    house.application.parts.offload = lambda work, *arguments: (
        ("hashed" if len(arguments) == 1 else False) if arguments else work()
    )
    limits = house.application.parts.limits
    limits.signing_in = Unlimited()
    for limit in (limits.issuing, limits.guessing, limits.pairing, limits.looking_up):
        limit.count = 10**9
    yield Asked(house)
    house.stop()


def test_the_document_names_every_address_of_the_api(asked: Asked) -> None:
    served = {
        f"{method} {_path(route.rule)}"
        for route in asked.house.application.app.url_map.iter_rules()
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
        if route.rule.startswith("/api/v1/") or route.rule in ("/healthz", "/metrics")
    }
    assert set(asked.operations) == served


@pytest.mark.longest
@pytest.mark.random
def test_every_operation_keeps_its_word_for_every_role(asked: Asked, subtests: Any) -> None:
    for name, operation in asked.operations.items():
        with subtests.test(operation=name):
            _ask(asked, operation)


def _path(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _ask(asked: Asked, operation: Any) -> None:
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=many(6),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, speaker=st.sampled_from(asked.speakers), data=st.data())
    def one(case: Any, speaker: Any, data: Any) -> None:
        for parameter in case.path_parameters or {}:
            if parameter in asked.known and data.draw(st.integers(0, 3)):
                case.path_parameters[parameter] = data.draw(st.sampled_from(asked.known[parameter]))
        headers = {} if speaker is None else {"Authorization": f"Bearer {speaker.secret}"}
        if data.draw(st.integers(0, 3)):
            headers["Idempotency-Key"] = str(uuid.UUID(int=data.draw(st.integers(0, 2**128 - 1))))
        case.call_and_validate(checks=CHECKS, headers=headers)

    one()
