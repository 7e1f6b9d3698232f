"""Passwords: which are taken, that they match however they are typed, and that generated ones can be read aloud."""

import re
import unicodedata

import pytest

from queue_server.access import passwords
from queue_server.access.identity import hash_secret, new_secret
from queue_server.ledger.errors import RuleBroken
from shared.launch import building


def test_a_hash_is_argon2id_and_knows_its_password_only() -> None:
    stored = passwords.hash_password("mật khẩu thử")
    assert stored.startswith("$argon2id$")
    assert (passwords.verify(stored, "mật khẩu thử"), passwords.verify(stored, "mat khau thu")) == (
        True,
        False,
    )


def test_a_stored_value_that_is_no_hash_matches_nothing() -> None:
    assert passwords.verify("plain-text", "plain-text") is False


def test_generated_passwords_differ_and_have_no_letters_that_look_alike() -> None:
    made = {passwords.generate() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){2}", text) for text in made)


def test_a_token_has_at_least_128_bits_and_is_stored_as_sha_256() -> None:
    secret = new_secret()
    assert len(secret) >= 32
    assert re.fullmatch(r"[0-9a-f]{64}", hash_secret(secret))


def test_the_decoy_costs_what_a_real_hash_costs_and_fits_no_password() -> None:
    real = passwords.hash_password("a password")
    assert passwords.DECOY.split("$")[:4] == real.split("$")[:4]
    assert [len(part) for part in passwords.DECOY.split("$")] == [len(part) for part in real.split("$")]
    assert not passwords.verify(passwords.DECOY, "no such person")


COMPOSED, PARTED = (unicodedata.normalize(form, "mật khẩu của tôi") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("set_as", "typed_as"), [(COMPOSED, PARTED), (PARTED, COMPOSED), (COMPOSED, "mật\u00a0khẩu của tôi")]
)
def test_a_password_matches_however_its_letters_are_composed(set_as: str, typed_as: str) -> None:
    assert passwords.verify(passwords.hash_password(set_as), typed_as)


@pytest.mark.parametrize("set_as", [COMPOSED, PARTED, "tab\tinside"])
def test_a_hash_that_was_made_of_what_was_typed_still_matches(set_as: str) -> None:
    # What the program stored before: the letters as the keyboard sent them.
    old = passwords._HASHER.hash(set_as)
    for typed_as in (COMPOSED, PARTED):
        assert passwords.verify(old, set_as if "tab" in set_as else typed_as)
        assert not passwords.verify(old, typed_as.upper())


@pytest.mark.parametrize(
    "easy",
    [
        "aaaaaaaaaa",
        "1234567890",
        "qwertyuiop",
        "matkhau123",
        "Mật khẩu 123",
        "vietnam2026",
        "19/05/1990",
        "0987654321",
        "lan.officer",
        "Lan.Officer1",
        "hongha1234",
        "HồngHà-2026",
        "a" * 200,
        # However good the rest is: what comes after 24 characters is not looked at.
        "a" * 24 + "nghé con tàu hoa",
    ],
)
def test_a_common_password_or_one_made_of_the_name_is_not_taken(easy: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        passwords.hash_chosen(easy, "lan.officer" if "fficer" in easy else "Hồng Hà")
    assert (refused.value.code, refused.value.status) == ("password_common", 422)


def test_a_password_of_unrelated_words_is_taken_and_matches() -> None:
    chosen = unicodedata.normalize("NFD", "nghé con tàu hoa")
    assert passwords.verify(passwords.hash_chosen(chosen, "Hồng Hà"), "nghé con tàu hoa")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("sông suối", "password_short"),
        (unicodedata.normalize("NFD", "ếểễệ"), "password_short"),
        ("hoa\tmai vang no", "password_signs"),
    ],
)
def test_characters_are_counted_as_people_see_them_and_have_to_be_typed(password: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        passwords.hash_chosen(password, "lan")
    assert refused.value.code == code


def test_the_passwords_that_the_program_makes_are_good_enough_to_be_chosen() -> None:
    made = [passwords.generate() for _ in range(200)] + [building._password() for _ in range(200)]
    assert [one for one in made if passwords._is_easy_to_guess(one, "canbo3")] == []
