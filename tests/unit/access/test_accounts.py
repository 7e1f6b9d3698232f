"""Who may speak, as values: until when a token and a session hold, and as whom their holders act."""

from dataclasses import replace

from queue_server.access.accounts import Person, Session, Token
from queue_server.ledger.actor import Actor

LAN = Person(3, "Lan", "officer", (1, 2), "Tư pháp", "a hash", must_change=False, disabled_at=None)
SESSION = Session(LAN, "mot-cua", "csrf", expires_at=1_000, ended_at=None)
TOKEN = Token(7, "mot-cua", "kiosk-1", "kiosk", (), None, created_at=10, revoked_at=None)


def test_a_session_holds_until_its_last_millisecond() -> None:
    assert [SESSION.holds("mot-cua", now) for now in (0, 999, 1_000, 1_001)] == [True, True, False, False]


def test_a_session_that_ended_or_whose_person_left_holds_no_more() -> None:
    gone = replace(SESSION, person=replace(LAN, disabled_at=5))
    assert [one.holds("mot-cua", 1) for one in (replace(SESSION, ended_at=5), gone)] == [False, False]


def test_a_token_holds_until_it_is_revoked() -> None:
    assert (TOKEN.holds("mot-cua"), replace(TOKEN, revoked_at=20).holds("mot-cua")) == (True, False)


def test_another_centre_lets_nobody_in() -> None:
    assert (TOKEN.holds("another"), SESSION.holds("another", 1)) == (False, False)


def test_a_person_acts_under_their_number_and_a_device_under_its_name() -> None:
    assert LAN.actor == Actor("Lan", "officer", (1, 2), "person:3", "Tư pháp")
    assert TOKEN.actor == Actor("kiosk-1", "kiosk", (), "kiosk:kiosk-1", None)
