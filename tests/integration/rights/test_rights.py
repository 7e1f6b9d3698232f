"""Every operation on every kind of object, as every actor, compared with one table; and who reads which secret and text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from queue_server.configuration.values import Configuration
from queue_server.ledger import audiences, diary
from queue_server.ledger.reading import reading
from queue_server.realtime import snapshot
from tests.integration.rights import table as rights
from tests.integration.rights.asked import sent
from tests.integration.rights.scene import PEOPLE, PERSONAL, REASONS, TOKENS, Scene, build, taken_back
from tests.journeys.centre import Answer

TABLE = rights.read()
TOPICS = list(dict.fromkeys(line.topic for line in TABLE.lines))
REFUSED = (401, 403, 404)
# The house has no worker: a paper or a report that somebody may have is then the worker's to make.
DONE = (200, 201, 204, 303, 503)


@dataclass(frozen=True, slots=True)
class Walk:
    """What each actor was answered for each line of the table."""

    scene: Scene
    answers: dict[tuple[str, str], Answer]

    def outcome(self, line: rights.Line, actor: str) -> str:
        answer = self.answers[line.text, actor]
        if answer.status in REFUSED:
            return "refused"
        code = answer.body.get("code") if isinstance(answer.body, dict) else ""
        return "done" if answer.status in DONE else f"{answer.status} {code}"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, shipped_centre: Configuration) -> Iterator[Scene]:
    """A centre with everything in it, which no deed of a test changes."""
    made = build(tmp_path_factory.mktemp("rights"), shipped_centre)
    yield made
    made.house.stop()


@pytest.fixture(scope="module")
def walk(scene: Scene) -> Walk:
    """Every operation, made by every actor and taken back."""
    code = scene.names["at_department"]
    scene.names["version"] = scene.ask("supervisor", "GET", f"/dossiers/{code}").body["version"]
    return Walk(
        scene,
        {(line.text, actor): _ask(scene, line, actor) for line in TABLE.lines for actor in TABLE.actors},
    )


def _ask(scene: Scene, line: rights.Line, actor: str) -> Answer:
    asked = sent(line.text, scene.names)
    with taken_back():
        return scene.ask(actor, line.method, _whole(line.address, scene), asked.body, **asked.more())


def _whole(address: str, scene: Scene) -> str:
    return re.sub(r"{(\w+)}", lambda found: str(scene.names[found[1]]), address)


def test_every_operation_is_in_the_table(scene: Scene) -> None:
    routes = scene.house.application.app.url_map
    served = {
        (method, rule.endpoint)
        for rule in routes.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }
    to = routes.bind("localhost")
    known = set()
    for line in TABLE.lines:
        path = f"/api/v1{_whole(line.address, scene)}".partition("?")[0]
        known.add((line.method, to.match(path, method=line.method)[0]))
    assert known == served, "tests/integration/rights/table.toml names other operations than the server has"


def test_the_table_names_only_actors_that_it_describes() -> None:
    named = {actor for line in TABLE.lines for actor in line.may}.union(*TABLE.readable.values())
    assert named <= set(TABLE.actors)
    assert set(TABLE.actors) == {"nobody", *PEOPLE, *TOKENS}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_actor_does_what_the_table_says_and_nothing_else(walk: Walk, topic: str) -> None:
    wrong = {}
    for line in (one for one in TABLE.lines if one.topic == topic):
        for actor in TABLE.actors:
            found, expected = walk.outcome(line, actor), "done" if actor in line.may else "refused"
            if found != expected:
                wrong[line.text, actor] = found
    assert wrong == {}


def _said(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace") if isinstance(answer.body, bytes) else str(answer.body)


@pytest.mark.parametrize("name", TABLE.readable)
def test_a_secret_and_a_free_text_are_read_by_whom_the_table_names(walk: Walk, name: str) -> None:
    text = {**walk.scene.names, **REASONS, **PERSONAL}[name]
    # Whoever knows a secret already may be told it again.
    lines = [line.text for line in TABLE.lines if text not in _whole(line.address, walk.scene)]
    told = {
        actor: [line for line in lines if text in _said(walk.answers[line, actor])] for actor in TABLE.actors
    }
    too_many = {actor: found for actor, found in told.items() if found and actor not in TABLE.readable[name]}
    assert too_many == {}
    assert {actor for actor, found in told.items() if found} == TABLE.readable[name]


def test_no_fact_and_no_snapshot_holds_a_secret_or_a_free_text(scene: Scene) -> None:
    texts = [scene.names[name] for name in TABLE.readable if name.endswith("_secret")]
    texts += [*REASONS.values(), *PERSONAL.values()]
    with reading(scene.house.book) as now:
        facts = diary.after(now, 0, 10_000)
        told = [str(audiences.render(fact, audience)) for fact in facts for audience in audiences.AUDIENCES]
        told += [str(snapshot.take(now, audience)) for audience in audiences.AUDIENCES]
    assert [(text, one) for text in texts for one in told if text in one] == []


def test_the_page_of_rights_is_what_the_table_says() -> None:
    assert rights.PAGE.read_text("utf-8") == rights.page(TABLE)


def test_what_a_citizen_thought_of_a_visit_is_not_in_the_history_that_officers_read(scene: Scene) -> None:
    path = f"/tickets/{scene.names['rated']}/history"
    told = {
        actor: [step["data"].get("score") for step in scene.ask(actor, "GET", path).body]
        for actor in ("officer", "other_officer", "supervisor")
    }
    assert {actor: 1 in scores for actor, scores in told.items()} == {
        "officer": False,
        "other_officer": False,
        "supervisor": True,
    }
