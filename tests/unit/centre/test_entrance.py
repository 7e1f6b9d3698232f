"""Where a person is sent after signing in: to a page of this server, never elsewhere."""

import pytest

from queue_server.centre.pages.entrance_page import local_path
from queue_server.http.pages.frame import home_of
from shared.wire.vocabulary import Role


@pytest.mark.parametrize(
    "wish", ["/supervisor", "/panel/3", "/dossiers?q=h%E1%BB%93ng&status=2", "/d/H49.77-1"]
)
def test_a_path_of_this_server_is_kept(wish: str) -> None:
    assert local_path(wish) == wish


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "supervisor",
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\tevil",
        "/a\nb",
        "/sign-in?next=/sign-in",
    ],
)
def test_anything_else_leads_home(wish: str) -> None:
    assert local_path(wish) == ""


def test_everyone_has_a_page_of_their_own() -> None:
    assert [home_of(role) for role in (Role.OFFICER, Role.SUPERVISOR, Role.ADMIN)] == [
        "/panel",
        "/supervisor",
        "/supervisor",
    ]
