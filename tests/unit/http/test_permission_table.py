"""The permission table is complete, and every role can do its own work."""

from queue_server.http.permissions import ROLES, Permission, may
from shared.wire.vocabulary import Role


def test_every_permission_has_its_row() -> None:
    assert set(ROLES) == set(Permission)


def test_devices_and_citizens_pages_get_nothing_that_shows_people() -> None:
    allowed = {role: {p for p in Permission if may(role, p)} for role in (Role.KIOSK, Role.DISPLAY)}
    assert allowed == {
        Role.KIOSK: {
            Permission.ISSUE,
            Permission.READ_TICKET,
            Permission.CHECK_IN,
            Permission.BE_DEVICE,
            Permission.GIVE_ALONE,
            # By the receipt or its code: status and day, never a person.
            Permission.LOOK_UP_DOSSIER,
            # When and where, never who.
            Permission.LOOK_UP_APPOINTMENT,
            # Lists of papers name nobody; a paper is fetched only by the kiosk that was told to print it.
            Permission.GIVE_CHECKLIST,
            Permission.FETCH_PAPER,
        },
        # A tablet at a counter asks who was just served there what they think, never who it was.
        Role.DISPLAY: {Permission.BE_DEVICE, Permission.ASK_FOR_RATING},
    }


def test_only_administrators_administer() -> None:
    assert [role for role in Role if may(role, Permission.ADMINISTER)] == [Role.ADMIN]


def test_an_administrator_can_do_all_that_people_do() -> None:
    devices_alone = {
        Permission.BE_DEVICE,
        Permission.GIVE_ALONE,
        Permission.LOOK_UP_DOSSIER,
        Permission.LOOK_UP_APPOINTMENT,
        Permission.FETCH_PAPER,
        Permission.ASK_FOR_RATING,
    }
    assert {p for p in Permission if not may(Role.ADMIN, p)} == devices_alone


def test_an_unknown_role_may_nothing() -> None:
    assert not any(may("king", permission) for permission in Permission)
