"""The panel's pages: who gets in, to which counters, in which language; and that nothing is inline."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

import counter_panel
from shared.text.messages import section
from shared.wire.base import PHONE
from shared.wire.dossiers import CITIZEN_CARD
from shared.wire.vocabulary import Role

COUNTERS = [
    (1, "Hộ tịch 1", ["Hộ tịch"]),
    (2, "Hộ tịch 2", ["Hộ tịch", "Chứng thực"]),
    (3, "Đất đai 1", ["Đất đai"]),
]


@dataclass
class Someone:
    """A signed-in person."""

    name: str = "Nguyễn Thị <Thắm>"
    role: Role = Role.OFFICER
    counters: Collection[int] = (2, 3)
    csrf: str = "a-token-of-the-session"
    must_change_password: bool = False


@dataclass
class Building:
    """A centre with three counters; `someone` is who asks."""

    someone: Someone | None

    def person(self) -> Someone | None:
        return self.someone

    def centre_name(self) -> tuple[str, str]:
        return "Trung tâm Phục vụ hành chính công", "Phường Hạ Long"

    def counters(self) -> Sequence[tuple[int, str, Sequence[str]]]:
        return COUNTERS

    def pause_reasons(self) -> Sequence[str]:
        return ["Nghỉ trưa", "Chào cờ"]

    def long_queue(self) -> int:
        return 7


def browser_of(someone: Someone | None) -> FlaskClient:
    app = Flask("a_server")
    app.register_blueprint(counter_panel.blueprint(Building(someone)))
    return app.test_client()


def numbers_offered(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'href="/panel/(\d+)"', html)]


@pytest.mark.parametrize(
    ("path", "to"),
    [("/panel", "/sign-in?next=%2Fpanel"), ("/panel/3?lang=en", "/sign-in?next=%2Fpanel%2F3%3Flang%3Den")],
)
def test_nobody_signed_in_is_sent_to_sign_in_and_back(path: str, to: str) -> None:
    answer = browser_of(None).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, to)


def test_a_first_password_is_changed_before_any_work() -> None:
    answer = browser_of(Someone(must_change_password=True)).get("/panel/2")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=%2Fpanel%2F2")


def test_an_officer_chooses_among_their_own_counters() -> None:
    answer = browser_of(Someone()).get("/panel")
    assert (answer.status_code, numbers_offered(answer.text)) == (200, [2, 3])


def test_an_officer_of_one_counter_goes_straight_to_it() -> None:
    answer = browser_of(Someone(counters=[2])).get("/panel")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/panel/2")


def test_an_officer_of_no_counter_is_told_so() -> None:
    answer = browser_of(Someone(counters=[])).get("/panel")
    assert (answer.status_code, section("panel", "vi")["page.choose_empty"] in answer.text) == (200, True)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_a_supervisor_may_use_every_counter(role: Role) -> None:
    answer = browser_of(Someone(role=role, counters=())).get("/panel")
    assert numbers_offered(answer.text) == [1, 2, 3]


def test_another_officers_counter_is_refused_and_an_unknown_one_not_found() -> None:
    browser = browser_of(Someone())
    assert [browser.get(f"/panel/{number}").status_code for number in (1, 2, 3, 4)] == [403, 200, 200, 404]


def test_the_page_speaks_vietnamese_unless_asked_otherwise() -> None:
    browser = browser_of(Someone())
    seen = [browser.get("/panel/2"), browser.get("/panel/2?lang=en"), browser.get("/panel/2?lang=fr")]
    browser.set_cookie("lang", "en")
    seen.append(browser.get("/panel/2"))
    assert [re.search(r'<html lang="(\w+)">', page.text)[1] for page in seen] == ["vi", "en", "vi", "en"]


def test_the_page_carries_its_data_and_the_sessions_token() -> None:
    html = browser_of(Someone()).get("/panel/2").text
    data = dict(re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', html))
    assert json.loads(data["panel"]) == {
        **{"counter": 2, "lang": "vi"},
        "person": "Nguyễn Thị <Thắm>",
        **{"pauseReasons": ["Nghỉ trưa", "Chào cờ"], "longQueue": 7},
        "patterns": {"phone": PHONE, "card": CITIZEN_CARD},
    }
    money = {k: v for k, v in section("money", "vi").items() if k.startswith(("fees.", "method."))}
    session = {k: v for k, v in section("page", "vi").items() if k.startswith("session.")}
    assert json.loads(data["messages"]) == {**section("panel", "vi"), **money, **session}
    assert '<meta name="csrf" content="a-token-of-the-session">' in html


@pytest.mark.parametrize("path", ["/panel", "/panel/1", "/panel/2"])
def test_no_page_needs_inline_scripts_or_styles(path: str) -> None:
    html = browser_of(Someone()).get(path).text
    scripts = [tag for tag in re.findall(r"<script[^>]*>", html) if "application/json" not in tag]
    assert [tag for tag in scripts if "src=" not in tag] == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []


def test_a_persons_name_is_text_and_never_markup() -> None:
    assert "<Thắm>" not in browser_of(Someone()).get("/panel/2").text
